package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Progress;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.optim.GradientClip;
import org.netloom.runtime.optim.GradientNorm;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.schedule.Schedule;
import org.netloom.runtime.train.TrainConfig.RecalibrateAt;

/** One training and where it stands. */
final class TrainingRun {
    private final Network network;
    private final TrainConfig config;
    private final DataSplit data;
    private final TrainOptions options;
    private final Machinery with;
    private final CheckpointFiles files;
    private final BooleanSupplier stopped;

    private final LossWatch watch;
    private final List<GradientClip.Clipper> clippers;
    private final long stepLimit;
    private final Schedule.Run schedule;
    private final Guide guide;
    private final WeightAverage average;
    private final @Nullable GradientNorm norm;

    private long steps;
    private long epochs;
    private long images;
    private long nanoseconds;
    /** Of the step at hand. */
    private double learningRate;
    /** Of the epoch at hand. */
    private Evaluation.Sum sum;

    /** @param stopped whether somebody asked to stop */
    TrainingRun(
            Network network,
            TrainConfig config,
            DataSplit data,
            TrainOptions options,
            Machinery with,
            CheckpointFiles files,
            BooleanSupplier stopped) {
        this.network = network;
        this.config = config;
        this.data = data;
        this.options = options;
        this.with = with;
        this.files = files;
        this.stopped = stopped;
        this.watch = new LossWatch(
                config.optimizer().learningRate(),
                config.loss().ofGuessing(with.outputs().columns()));
        this.clippers = config.clip().stream()
                .map(clip -> clip.on(with.pass().gradients()))
                .toList();
        long perEpoch = with.batches().perEpoch();
        this.stepLimit = options.steps() == null ? config.epochs() * perEpoch : options.steps();
        this.schedule = config.schedule().start(stepLimit, perEpoch);
        this.guide = new Guide(network, config.stop());
        Averaging averaging = config.average();
        this.average = new WeightAverage(
                network,
                averaging == null ? null : averaging.start(stepLimit, perEpoch),
                with.pass().gradients());
        this.norm = options.listener().needsGradientNorm() ? new GradientNorm(with.optimizer()) : null;
        this.learningRate = config.optimizer().learningRate();
        this.sum = sumOfEpoch();
    }

    private Evaluation.Sum sumOfEpoch() {
        return Evaluation.Sum.ofSteps(config.loss(), data.train(), with.outputs());
    }

    TrainReport train() {
        try (guide;
                average;
                Resumption resumption = new Resumption(network, config, data, options, with.optimizer(), average)) {
            return trained(resumption);
        }
    }

    private TrainReport trained(Resumption resumption) {
        long perEpoch = with.batches().perEpoch();
        @Nullable Evaluation train = null;
        @Nullable Evaluation measured = null;
        boolean went = false;
        boolean measuring = goOn(resumption);
        options.listener()
                .started(new TrainListener.Plan(
                        stepLimit, (stepLimit + perEpoch - 1) / perEpoch, (int) perEpoch, steps));
        while ((measuring || steps < stepLimit) && !stopped.getAsBoolean() && !guide.stopped()) {
            long epoch = measuring ? epochs : epochs + 1;
            long imagesBefore = images;
            long nanosecondsBefore = nanoseconds;
            went = true;
            if (!measuring) {
                hideAverage(resumption);
                trainEpoch(epoch);
                if (sum.examples() == 0) {
                    showAverage(resumption);
                    break;
                }
                requireFiniteParameters();
            }
            if (!showAverage(resumption) && !measuring) {
                recalibrate(resumption);
            }
            measuring = false;
            train = sum.mean();
            measured = null;
            if (stopped.getAsBoolean()) {
                save(resumption, true);
                break;
            }
            measured = with.evaluator().evaluate(guiding(), config.loss(), config.metrics(), List.of());
            schedule.epoch(train.loss(), measured.loss());
            guide.epoch(train, measured);
            List<Keep.Shelf> keeping = files.keeping(train, measured);
            boolean whole = sum.examples() >= data.train().size();
            if (whole) {
                sum = sumOfEpoch();
            }
            Path saved = save(resumption, false);
            files.keep(epoch, keeping);
            double seconds = (nanoseconds - nanosecondsBefore) * 1e-9;
            double rate = seconds == 0 ? 0 : (images - imagesBefore) / seconds;
            options.listener().epoch(new TrainListener.Epoch(epoch, steps, train, measured, rate, seconds, saved));
        }
        // One that was killed in the moment in which it ended has nothing left to do but to go back.
        boolean over = (measured != null || !went) && (guide.stopped() || steps >= stepLimit);
        // Who asks a training to stop that has come to its end anyway gets the same as who does not.
        boolean cut = stopped.getAsBoolean() && !over;
        if (over && guide.restore()) {
            // The last file is of the parameters that the report is of, from which this training does not go on.
            resumption.rememberStatistics();
            resumption.end();
            measured = with.evaluator().evaluate(guiding(), config.loss(), config.metrics(), List.of());
            save(resumption, false);
        }
        return new TrainReport(
                network.name(),
                network.engine().name(),
                progress(),
                figures(train, cut ? null : measured),
                images == 0 ? 0 : images / (nanoseconds * 1e-9),
                files.written(),
                cut);
    }

    /**
     * Brings the averaged parameters, with moving statistics that are estimated afresh for them: those of other parameters, or
     * averages of them, are not what comes into a layer (Izmailov et al., 2018, section 3.2). False where there is no average.
     */
    private boolean showAverage(Resumption resumption) {
        if (average.averaged() == 0) {
            return false;
        }
        resumption.rememberStatistics();
        average.show();
        Recalibration recalibration = with.recalibration();
        if (recalibration != null) {
            recalibration.run();
        }
        return true;
    }

    /** Brings back what training goes on with. */
    private void hideAverage(Resumption resumption) {
        if (average.isShown()) {
            average.hide();
            resumption.recallStatistics();
        }
    }

    /**
     * Estimates moving statistics afresh where it is time, or where training is stopped: whoever uses the checkpoint has good
     * ones, and whoever goes on from it has those of a training that was not stopped.
     */
    private void recalibrate(Resumption resumption) {
        Recalibration recalibration = with.recalibration();
        boolean over = isEpochOver() && config.recalibrateAt() == RecalibrateAt.EPOCH;
        boolean due = recalibration != null && (over || steps >= stepLimit);
        if (!due) {
            resumption.rememberStatistics();
            if (stopped.getAsBoolean() && !isEpochOver()) {
                // The estimates of a large network take a minute, and who has asked to stop may not wait for them.
                save(resumption, true);
            }
        }
        if (recalibration != null && (due || stopped.getAsBoolean())) {
            recalibration.run();
        }
        if (due) {
            resumption.rememberStatistics();
        }
    }

    /** Goes on where another run has stopped; true where its last epoch is still to be measured. */
    private boolean goOn(Resumption resumption) {
        if (options.resume() == null) {
            return false;
        }
        Resumption.Position position = resumption.read(options.resume(), schedule, guide, files.shelves());
        if (position.steps() >= stepLimit && !position.unmeasured() && !guide.isBehindBest()) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "the training of %s has done all of its %,d steps; more epochs go on with it (--epochs %d)",
                    options.resume(),
                    position.steps(),
                    position.epochs() + 1));
        }
        steps = position.steps();
        epochs = position.epochs();
        sum.resume(position.lossSum(), position.weights(), position.examples());
        with.pass().seed(config.seed(), steps);
        return position.unmeasured();
    }

    private Dataset guiding() {
        return data.validation() == null ? data.test() : data.validation();
    }

    /** The test part of data with a validation part is measured here, and nowhere else. */
    private TrainReport.Figures figures(@Nullable Evaluation train, @Nullable Evaluation measured) {
        if (data.validation() == null) {
            return new TrainReport.Figures(train, null, measured);
        }
        Evaluation test = measured == null
                ? null
                : with.evaluator().evaluate(data.test(), config.loss(), config.metrics(), List.of());
        return new TrainReport.Figures(train, measured, test);
    }

    /** Goes through the batches of an epoch, or of as much of it as the limit and whoever stops it allow. */
    private void trainEpoch(long epoch) {
        long start = System.nanoTime();
        long before = nanoseconds;
        long imagesBefore = images;
        with.batches().start(epochs, steps - epochs * with.batches().perEpoch());
        while (steps < stepLimit && !stopped.getAsBoolean()) {
            Batch batch = nextBatch();
            if (batch == null) {
                break;
            }
            double loss = step(batch);
            sum.add(loss, with.outputs(), batch);
            images += batch.size();
            nanoseconds = before + System.nanoTime() - start;
            double imagesPerSecond = (images - imagesBefore) / ((nanoseconds - before) * 1e-9);
            options.listener()
                    .step(new TrainListener.Step(
                            steps,
                            epoch,
                            loss,
                            sum.mean(),
                            learningRate,
                            norm == null ? Double.NaN : norm.value(),
                            imagesPerSecond));
            String warning = watch.after(steps, loss);
            if (warning != null) {
                options.listener().warning(warning);
            }
        }
        epochs = steps / with.batches().perEpoch();
    }

    private boolean isEpochOver() {
        return steps == epochs * with.batches().perEpoch();
    }

    private @Nullable Batch nextBatch() {
        try {
            return with.batches().next();
        } catch (NetworkException e) {
            // An interrupt can come while the next batch is waited for.
            if (stopped.getAsBoolean()) {
                return null;
            }
            throw e;
        }
    }

    private double step(Batch batch) {
        Tensor y = with.pass().forward(batch.inputs());
        double loss = with.objective().compute(y, batch, with.pass().outputGradient());
        if (!Double.isFinite(loss)) {
            Site layer = Finite.firstBadLayer(with.pass());
            throw diverged(
                    steps + 1,
                    layer == null ? "the loss" : "the output of " + layer,
                    Causes.of(network, batch.inputs(), steps, config.optimizer().learningRate()));
        }
        with.outputs().read(y);
        if (!config.schedule().equals(Schedule.CONSTANT)) {
            learningRate = config.optimizer().learningRate() * schedule.factor(steps);
            with.optimizer().learningRate(learningRate);
        }
        if (options.listener() instanceof GradientListener listener) {
            backward();
            clip();
            listener.backward(with.pass());
            with.optimizer().step();
        } else if (clippers.isEmpty()) {
            with.pass().backward(norm == null ? with.optimizer() : norm.optimizer());
        } else {
            backward();
            clip();
            with.optimizer().step();
        }
        steps++;
        average.step(steps);
        return loss;
    }

    /** All gradients, and their norm where somebody needs it. */
    private void backward() {
        with.pass().backward();
        if (norm != null) {
            norm.measure();
        }
    }

    private void clip() {
        for (int i = 0; i < clippers.size(); i++) {
            clippers.get(i).clip();
        }
    }

    /** A step can break what only the next one would show; such parameters must not become a checkpoint. */
    private void requireFiniteParameters() {
        Parameter parameter = Finite.firstBadParameter(network);
        if (parameter != null) {
            throw diverged(
                    steps,
                    parameter.name(),
                    Causes.learningRate(config.optimizer().learningRate()));
        }
    }

    private DivergedException diverged(long step, String where, String cause) {
        String wayOut = "; " + cause;
        Progress saved = files.saved();
        if (saved != null) {
            wayOut += ", and " + files.written() + " holds epoch " + saved.epoch();
        }
        return new DivergedException(step, where, wayOut);
    }

    private Progress progress() {
        return new Progress(epochs, steps, config.seed());
    }

    /** @param unmeasured whether an epoch is over and was not measured */
    private @Nullable Path save(Resumption resumption, boolean unmeasured) {
        boolean over = unmeasured && isEpochOver();
        Resumption.Position position =
                new Resumption.Position(steps, epochs, sum.lossSum(), sum.weights(), sum.examples(), over);
        return files.save(progress(), resumption.state(position, schedule, guide, files.shelves()));
    }
}
