package org.netloom.runtime.sweep;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.sweep.TrialResult.State;
import org.netloom.runtime.train.DivergedException;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.TrainReport;
import org.netloom.runtime.train.Trainer;
import org.netloom.runtime.train.TrainingLog;

/** Trains a trial to the end of a rung: as a training that is stopped there, and goes on from its checkpoint later. */
final class TrialRun implements TrainListener {
    private final Trial trial;
    private final Candidate candidate;
    private final TrainConfig config;
    private final TrialFolder folder;
    private final SweepListener listener;

    private TrialResult result;
    private long target;
    private boolean begun;
    private volatile @Nullable Trainer trainer;
    private volatile boolean stopRequested;

    /** @param config with the epochs of the whole training */
    TrialRun(Trial trial, Candidate candidate, TrainConfig config, TrialFolder folder, SweepListener listener) {
        this.trial = trial;
        this.candidate = candidate;
        this.config = config;
        this.folder = folder;
        this.listener = listener;
        this.result = folder.result();
    }

    Trial trial() {
        return trial;
    }

    TrialResult result() {
        return result;
    }

    TrialFolder folder() {
        return folder;
    }

    /**
     * Whether there is nothing to do for it to be compared with others that have done so many epochs. The last epoch alone does
     * not end a training: it may go back to an earlier one.
     */
    boolean isDone(long epoch) {
        return switch (result.state()) {
            case DIVERGED, REFUSED, ENDED -> true;
            case OPEN -> epoch < config.epochs() && result.at(epoch) != null;
        };
    }

    /** From any thread. */
    void stop() {
        stopRequested = true;
        Trainer running = trainer;
        if (running != null) {
            running.stop();
        }
    }

    /**
     * Trains to the end of this epoch, or until {@link #stop}.
     *
     * @throws NetworkException where a file cannot be written, or data cannot be read
     */
    void train(DataSource data, long toEpoch) {
        target = toEpoch;
        begun = false;
        try (Network network = candidate.network().get()) {
            DataSplit split = withoutTest(data.open(network, config));
            network.initialize(config.init(), config.seed());
            boolean goesOn = folder.canGoOn(network.name(), target);
            result = goesOn ? result : TrialResult.NONE;
            try (TrainingLog log = goesOn ? TrainingLog.behind(folder.log()) : TrainingLog.to(folder.log())) {
                TrainOptions options = TrainOptions.defaults()
                        .withCheckpoints(folder.directory())
                        .withOverwrite(true)
                        .withResume(goesOn ? folder.checkpoint(network.name()) : null)
                        .withStructure(candidate.structure())
                        .withListener(TrainListener.all(log, this));
                Trainer running = new Trainer(network, config, split, options);
                trainer = running;
                if (stopRequested) {
                    running.stop();
                }
                end(running.train());
            } catch (DivergedException e) {
                end(result.as(State.DIVERGED, "diverged at step " + e.step()));
            } catch (NetworkException e) {
                // What a training says before its first step is said of its settings.
                if (begun || goesOn) {
                    throw e;
                }
                end(TrialResult.refused(String.valueOf(e.getMessage())));
                listener.refused(trial, String.valueOf(e.getMessage()));
            } finally {
                trainer = null;
            }
        }
    }

    /** What is measured at the end of a training is the validation part, so that nothing looks at the test part. */
    static DataSplit withoutTest(DataSplit split) {
        Dataset validation = split.validation();
        if (validation == null) {
            throw new NetworkException("%s has no validation part to compare trainings by"
                    .formatted(split.train().name()));
        }
        return DataSplit.of(split.train(), validation)
                .withValidation(validation)
                .withPreprocessing(split.preprocessing());
    }

    private void end(TrainReport report) {
        Evaluation train = report.train();
        Evaluation validation = report.validation();
        if (report.stopped() || train == null || validation == null) {
            return;
        }
        // Of the best epoch, where training has gone back to it.
        TrialEpoch last = result.epochs().get(result.epochs().size() - 1);
        end(result.with(TrialEpoch.of(last.epoch(), train, validation, last.imagesPerSecond()))
                .as(State.ENDED, null));
    }

    private void end(TrialResult known) {
        result = known;
        folder.write(result);
    }

    @Override
    public void started(Plan plan) {
        begun = true;
    }

    @Override
    public void epoch(Epoch epoch) {
        TrialEpoch figures = TrialEpoch.of(epoch.epoch(), epoch.train(), epoch.validation(), epoch.imagesPerSecond());
        end(result.with(figures));
        listener.epoch(trial, figures);
        if (epoch.epoch() >= target) {
            Objects.requireNonNull(trainer).stop();
        }
    }
}
