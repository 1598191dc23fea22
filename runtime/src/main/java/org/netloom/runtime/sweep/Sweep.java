package org.netloom.runtime.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/**
 * Trains with many settings and ranks them by the validation part of the data; the test part is not looked at. All
 * combinations are made before the first is trained, and one that cannot be is left out. From rung to rung the best go on.
 *
 * <p>Each trial has a folder of its own. A sweep that was interrupted, in whatever way, goes on when the same one is run in
 * the same folder, and comes to the same ranking.
 *
 * <p>For one thread, but for {@link #stop}, which any thread may call.
 */
public final class Sweep {
    private final SweepPlan plan;
    private final Path directory;
    private final Candidates candidates;
    private final DataSource data;
    private final SweepListener listener;
    private final List<TrialRun> all = new ArrayList<>();

    private String net = "";
    private String engine = "";
    private @Nullable RankBy by;
    private volatile boolean stopRequested;
    private volatile @Nullable TrialRun running;

    /**
     * @param directory for its files, which has those of the same sweep or none
     * @param candidates makes what is trained of the settings
     */
    public Sweep(SweepPlan plan, Path directory, Candidates candidates, DataSource data, SweepListener listener) {
        this.plan = plan;
        this.directory = directory;
        this.candidates = candidates;
        this.data = data;
        this.listener = listener;
        this.by = plan.by();
    }

    /** Asks {@link #run} to end after the step at hand, from any thread. */
    public void stop() {
        stopRequested = true;
        TrialRun trial = running;
        if (trial != null) {
            trial.stop();
        }
    }

    /**
     * Runs the sweep, or goes on with it. To be called once.
     *
     * @throws NetworkException where no combination can be trained, where another sweep is in the folder, or where a file
     *     cannot be written
     */
    public SweepReport run() {
        List<Trial> trials = plan.trials();
        try (SweepFolder folder = SweepFolder.open(directory, plan)) {
            List<SweepReport.Ranked> refused = prepare(trials, folder);
            Rungs rungs = Rungs.of(all.size(), plan.epochs(), plan.halving());
            listener.started(all.size(), rungs);
            climb(rungs);
            return report(rungs, refused);
        }
    }

    /** Looks at each combination before the first is trained; those that are refused. */
    private List<SweepReport.Ranked> prepare(List<Trial> trials, SweepFolder folder) {
        List<SweepReport.Ranked> refused = new ArrayList<>();
        for (Trial trial : trials) {
            if (stopRequested) {
                break;
            }
            Candidate candidate;
            TrainConfig config;
            try {
                candidate = candidates.of(trial.settings());
                config = candidate.config().toBuilder().epochs(plan.epochs()).build();
                requireFit(candidate, config);
            } catch (NetworkException e) {
                String reason = String.valueOf(e.getMessage());
                refused.add(new SweepReport.Ranked(trial, TrialResult.refused(reason), null, null));
                listener.refused(trial, reason);
                continue;
            }
            TrialFolder own = folder.trial(trial);
            own.begin(trial, candidate);
            all.add(new TrialRun(trial, candidate, config, own, listener));
        }
        if (all.isEmpty() && !refused.isEmpty()) {
            throw new NetworkException("none of the combinations can be trained; the first one because: "
                    + refused.get(0).result().reason());
        }
        return refused;
    }

    /** Whether network, data and configuration go together, and have what the sweep ranks by. */
    private void requireFit(Candidate candidate, TrainConfig config) {
        try (Network network = candidate.network().get()) {
            DataSplit split = TrialRun.withoutTest(data.open(network, config));
            new Trainer(network, config, split, TrainOptions.defaults());
            Loss.Target target = split.train().targets() == 0 ? Loss.Target.CLASSES : Loss.Target.NUMBERS;
            boolean numbers = config.loss().says(target) == Loss.Says.NUMBERS;
            if (by == null) {
                by = numbers ? RankBy.VALIDATION_LOSS : RankBy.VALIDATION_ACCURACY;
            }
            if (numbers && by == RankBy.VALIDATION_ACCURACY) {
                throw new NetworkException("numbers have no accuracy to rank by; the validation_loss can be");
            }
            net = network.name();
            engine = network.engine().name();
        }
    }

    /** From rung to rung, or until somebody asks to stop. */
    private void climb(Rungs rungs) {
        List<TrialRun> left = all;
        for (int rung = 0; rung < rungs.epochs().size(); rung++) {
            int target = rungs.epochs().get(rung);
            listener.rung(rung + 1, target, left.size());
            for (TrialRun trial : left) {
                if (trial.isDone(target)) {
                    continue;
                }
                running = trial;
                if (stopRequested) {
                    return;
                }
                trial.train(data, target);
                running = null;
                if (trial.isDone(target)) {
                    listener.trained(trial.trial(), trial.result());
                }
            }
            if (stopRequested) {
                return;
            }
            left = best(left, target, rungs);
        }
    }

    private List<TrialRun> best(List<TrialRun> trials, int target, Rungs rungs) {
        return trials.stream()
                .filter(trial -> trial.result().at(target) != null)
                .sorted(Comparator.comparing(trial -> trial.result().at(target), order()))
                .limit(rungs.survivors(trials.size()))
                .sorted(Comparator.comparingInt(trial -> trial.trial().number()))
                .toList();
    }

    /** Of figures; those that there are none of come last. */
    private Comparator<@Nullable TrialEpoch> order() {
        return Comparator.nullsLast((by == null ? RankBy.VALIDATION_LOSS : by).order());
    }

    /** Those of the longest rung first, in each the best first. */
    private SweepReport report(Rungs rungs, List<SweepReport.Ranked> refused) {
        List<SweepReport.Ranked> ranking = new ArrayList<>();
        for (TrialRun trial : all) {
            TrialEpoch figures = rungs.epochs().stream()
                    .map(end -> trial.result().at(end))
                    .filter(at -> at != null)
                    .reduce((before, longer) -> longer)
                    .orElse(null);
            Path checkpoint = trial.folder().checkpoint(net);
            ranking.add(new SweepReport.Ranked(
                    trial.trial(), trial.result(), figures, Files.exists(checkpoint) ? checkpoint : null));
        }
        ranking.addAll(refused);
        ranking.sort(Comparator.comparingInt(Sweep::place)
                .thenComparing(ranked -> ranked.figures() == null ? 0 : -rung(rungs, ranked))
                .thenComparing(SweepReport.Ranked::figures, order())
                .thenComparingInt(ranked -> ranked.trial().number()));
        return new SweepReport(net, engine, by == null ? RankBy.VALIDATION_LOSS : by, ranking, stopRequested);
    }

    /** How many rungs it has done. */
    private static int rung(Rungs rungs, SweepReport.Ranked ranked) {
        return (int) rungs.epochs().stream()
                .filter(end -> ranked.result().at(end) != null)
                .count();
    }

    private static int place(SweepReport.Ranked ranked) {
        return switch (ranked.result().state()) {
            case OPEN, ENDED -> ranked.figures() == null ? 1 : 0;
            case DIVERGED -> 2;
            case REFUSED -> 3;
        };
    }
}
