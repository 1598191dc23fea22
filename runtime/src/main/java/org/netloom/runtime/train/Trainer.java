package org.netloom.runtime.train;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.checkpoint.Progress;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.EarlierCheckpoint;
import org.netloom.runtime.internal.io.IoFailure;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.train.TrainConfig.RecalibrateAt;

/**
 * Trains a network by gradient descent: batch after batch forward, loss, backward with one step of the optimizer;
 * after each epoch the inference pass is measured on the validation part of the data and a checkpoint is written; at the end
 * it is measured once on the test part. Data without a validation part are measured on the test part after each epoch.
 *
 * <p>It begins with the parameters as they stand. The same parameters, data, configuration and number of threads give
 * the same losses to the last bit.
 *
 * <p>For one thread, but for {@link #stop}, which any thread may call.
 */
public final class Trainer {
    private final Network network;
    private final TrainConfig config;
    private final DataSplit data;
    private final TrainOptions options;
    private volatile boolean stopRequested;
    private boolean interrupted;

    /** @throws NetworkException where configuration, data and network do not fit together */
    public Trainer(Network network, TrainConfig config, DataSplit data, TrainOptions options) {
        this.network = network;
        this.config = config;
        this.data = data;
        this.options = options;
        requireSense(config, options);
        requireExamples(data.train());
        requireExamples(data.test());
        if (data.validation() != null) {
            requireExamples(data.validation());
        }
    }

    /**
     * Asks {@link #train} to end after the step at hand, from any thread. The parameters of that step are written as a
     * checkpoint, and the report says that training was stopped. An interrupt of the training thread does the same.
     */
    public void stop() {
        stopRequested = true;
    }

    /**
     * Trains, in the calling thread, which keeps all others off the engine until it is done: their calls throw a {@link
     * org.netloom.runtime.exception.ConcurrentUseException}, and training goes on.
     *
     * @throws DivergedException where the loss or a parameter is NaN or infinite; the last checkpoint stays
     * @throws NetworkException where a batch cannot be made or a checkpoint cannot be written
     */
    public TrainReport train() {
        try (Turn turn = network.engine().guard().enter();
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(config.optimizer());
                Objective objective = new Objective(config.loss(), network.engine());
                Outputs outputs = new Outputs(network);
                Evaluator evaluator = new Evaluator(network, config.batch());
                Batches batches = batches();
                Recalibration recalibration = recalibration()) {
            pass.seed(config.seed());
            requireVariances(pass, batches);
            makeCheckpointDirectory();
            return new Run(pass, optimizer, objective, outputs, evaluator, batches, recalibration).train();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Batches batches() {
        return options.shuffle()
                ? Batches.shuffled(
                        data.train(), config.batch(), network.engine().dataType(), config.seed())
                : Batches.inOrder(data.train(), config.batch(), network.engine().dataType());
    }

    /** Now rather than in the last batch of the first epoch, which may be smaller than the others. */
    private void requireVariances(TrainingPass pass, Batches batches) {
        int full = Math.min(config.batch(), data.train().size());
        int rest = data.train().size() % full;
        boolean reachesRest = options.steps() == null || options.steps() >= batches.perEpoch();
        for (TrainingPass.LayerStatistics layer : pass.layerStatistics()) {
            if (rest != 0 && reachesRest && layer.refuses(rest)) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s cannot normalize the last batch of an epoch: %,d examples in batches of %d leave %d, and one value for each channel has no variance; %s",
                        layer.site(),
                        data.train().size(),
                        full,
                        rest,
                        nextBatch(pass, data.train().size(), full)));
            }
        }
    }

    /** The next larger batch whose rest no layer refuses; all examples at once have none. */
    private static String nextBatch(TrainingPass pass, int examples, int batch) {
        int next = batch + 1;
        while (next < examples && (refuses(pass, next) || refuses(pass, examples % next))) {
            next++;
        }
        int rest = examples % next;
        return rest == 0
                ? String.format(Locale.ROOT, "a batch of %d leaves none", next)
                : String.format(Locale.ROOT, "a batch of %d leaves %d", next, rest);
    }

    private static boolean refuses(TrainingPass pass, int rest) {
        return rest != 0 && pass.layerStatistics().stream().anyMatch(layer -> layer.refuses(rest));
    }

    private @Nullable Recalibration recalibration() {
        return config.recalibrate() == 0 || !Recalibration.appliesTo(network)
                ? null
                : new Recalibration(network, data.train(), config.recalibrate(), config.batch(), config.seed());
    }

    /** Now rather than after the first epoch, so that a directory that cannot be made costs no training. */
    private void makeCheckpointDirectory() {
        Path directory = options.checkpoints();
        if (directory == null) {
            return;
        }
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new NetworkException("cannot write checkpoints to %s: it is a file".formatted(directory), e);
        } catch (IOException e) {
            throw IoFailure.of("make the directory " + directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw new NetworkException("cannot write checkpoints to %s: permission denied".formatted(directory));
        }
    }

    /** The file is {@code <net>.safetensors} in the directory of the options. */
    private @Nullable Path checkpoint() {
        Path directory = options.checkpoints();
        return directory == null ? null : directory.resolve(network.name() + ".safetensors");
    }

    /**
     * Whether somebody asked to stop. An interrupt is taken down and given back at the end: with the thread's flag
     * set, Java would refuse to write the checkpoint.
     */
    private boolean stopped() {
        if (Thread.interrupted()) {
            interrupted = true;
            stopRequested = true;
        }
        return stopRequested;
    }

    /** One run and where it stands. */
    private final class Run {
        private final TrainingPass pass;
        private final Optimizer optimizer;
        private final Objective objective;
        private final Outputs outputs;
        private final Evaluator evaluator;
        private final Batches batches;
        private final @Nullable Recalibration recalibration;

        private final LossWatch watch;

        private long steps;
        private long epochs;
        private long images;
        private long nanoseconds;
        /** What the checkpoint on the disk holds; null as long as this run has written none. */
        private @Nullable Progress saved;

        Run(
                TrainingPass pass,
                Optimizer optimizer,
                Objective objective,
                Outputs outputs,
                Evaluator evaluator,
                Batches batches,
                @Nullable Recalibration recalibration) {
            this.pass = pass;
            this.optimizer = optimizer;
            this.objective = objective;
            this.outputs = outputs;
            this.evaluator = evaluator;
            this.batches = batches;
            this.recalibration = recalibration;
            this.watch = new LossWatch(
                    config.optimizer().learningRate(), config.loss().ofGuessing(outputs.columns()));
        }

        TrainReport train() {
            long stepLimit = options.steps() == null ? (long) config.epochs() * batches.perEpoch() : options.steps();
            long epochLimit = (stepLimit + batches.perEpoch() - 1) / batches.perEpoch();
            options.listener().started(new TrainListener.Plan(stepLimit, epochLimit, batches.perEpoch()));
            @Nullable Evaluation train = null;
            @Nullable Evaluation measured = null;
            Dataset guide = data.validation() == null ? data.test() : data.validation();
            while (steps < stepLimit && !stopped()) {
                long epoch = epochs + 1;
                long imagesBefore = images;
                long nanosecondsBefore = nanoseconds;
                Evaluation.Sum sum = trainEpoch(epoch, stepLimit);
                if (sum.examples() == 0) {
                    break;
                }
                train = sum.mean();
                measured = null;
                requireFiniteParameters();
                if (recalibration != null
                        && (config.recalibrateAt() == RecalibrateAt.EPOCH || steps >= stepLimit || stopped())) {
                    recalibration.run();
                }
                Path saved = save();
                if (stopped()) {
                    break;
                }
                measured = evaluator.evaluate(guide, config.loss());
                double seconds = (nanoseconds - nanosecondsBefore) * 1e-9;
                options.listener()
                        .epoch(new TrainListener.Epoch(
                                epoch, steps, train, measured, (images - imagesBefore) / seconds, seconds, saved));
            }
            return new TrainReport(
                    network.name(),
                    network.engine().name(),
                    progress(),
                    figures(train, measured),
                    images == 0 ? 0 : images / (nanoseconds * 1e-9),
                    saved == null ? null : checkpoint(),
                    stopRequested);
        }

        /** The test part of data with a validation part is measured here, and nowhere else. */
        private TrainReport.Figures figures(@Nullable Evaluation train, @Nullable Evaluation measured) {
            if (data.validation() == null) {
                return new TrainReport.Figures(train, null, measured);
            }
            Evaluation test = measured == null ? null : evaluator.evaluate(data.test(), config.loss());
            return new TrainReport.Figures(train, measured, test);
        }

        /** Goes through the batches of an epoch, or of as much of it as the limit and {@link #stop} allow. */
        private Evaluation.Sum trainEpoch(long epoch, long stepLimit) {
            Evaluation.Sum sum = Evaluation.Sum.ofSteps(config.loss(), data.train(), outputs);
            long start = System.nanoTime();
            long before = nanoseconds;
            batches.start(epochs);
            while (steps < stepLimit && !stopped()) {
                Batch batch = nextBatch();
                if (batch == null) {
                    break;
                }
                double loss = step(batch);
                sum.add(loss, outputs, batch);
                images += batch.size();
                nanoseconds = before + System.nanoTime() - start;
                double imagesPerSecond = sum.examples() / ((nanoseconds - before) * 1e-9);
                options.listener().step(new TrainListener.Step(steps, epoch, loss, sum.mean(), imagesPerSecond));
                String warning = watch.after(steps, loss);
                if (warning != null) {
                    options.listener().warning(warning);
                }
            }
            if (sum.examples() == data.train().size()) {
                epochs++;
            }
            return sum;
        }

        private @Nullable Batch nextBatch() {
            try {
                return batches.next();
            } catch (NetworkException e) {
                // An interrupt can come while the next batch is waited for.
                if (stopped()) {
                    return null;
                }
                throw e;
            }
        }

        private double step(Batch batch) {
            Tensor y = pass.forward(batch.inputs());
            double loss = objective.compute(y, batch, pass.outputGradient());
            if (!Double.isFinite(loss)) {
                Site layer = Finite.firstBadLayer(pass);
                throw diverged(
                        steps + 1,
                        layer == null ? "the loss" : "the output of " + layer,
                        Causes.of(
                                network,
                                batch.inputs(),
                                steps,
                                config.optimizer().learningRate()));
            }
            outputs.read(y);
            if (options.listener() instanceof GradientListener listener) {
                pass.backward();
                listener.backward(pass);
                optimizer.step();
            } else {
                pass.backward(optimizer);
            }
            steps++;
            return loss;
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
            if (saved != null) {
                wayOut += ", and " + checkpoint() + " holds epoch " + saved.epoch();
            }
            return new DivergedException(step, where, wayOut);
        }

        /** At the first checkpoint rather than at the start, so that a run that comes to none moves nothing. */
        private void keepEarlier(Path file) {
            if (saved != null || options.overwrite()) {
                return;
            }
            Path kept = EarlierCheckpoint.keep(file);
            if (kept != null) {
                options.listener().kept(file, kept);
            }
        }

        private Progress progress() {
            return new Progress(epochs, steps, config.seed());
        }

        private @Nullable Path save() {
            Path file = checkpoint();
            if (file != null) {
                keepEarlier(file);
                Progress progress = progress();
                Checkpoint.save(network, file, progress, kept());
                saved = progress;
            }
            return file;
        }

        /** What the data say of themselves; that targets are numbers is kept of those, too, that have nothing else to say. */
        private Preprocessing kept() {
            Preprocessing known = data.preprocessing();
            int numbers = data.train().targets();
            if (numbers == 0 || !known.targets().isEmpty()) {
                return known;
            }
            List<String> names = data.train().targetNames();
            return known.withTargets(IntStream.range(0, numbers)
                    .mapToObj(k -> new Preprocessing.Target(k < names.size() ? names.get(k) : String.valueOf(k), 0, 1))
                    .toList());
        }
    }

    private static void requireSense(TrainConfig config, TrainOptions options) {
        requireAtLeastOne("batch", config.batch());
        requireAtLeastOne("epochs", config.epochs());
        if (config.recalibrate() < 0) {
            throw new NetworkException(
                    "statistics are recalibrated from 0 examples or more, not " + config.recalibrate());
        }
        if (options.steps() != null) {
            requireAtLeastOne("steps", options.steps());
        }
        double rate = config.optimizer().learningRate();
        if (!(rate >= 0) || Double.isInfinite(rate)) {
            throw new NetworkException("a learning rate is a number from 0 on, not " + rate);
        }
    }

    private static void requireAtLeastOne(String what, long value) {
        if (value < 1) {
            throw new NetworkException(String.format(Locale.ROOT, "%s must be at least 1, not %d", what, value));
        }
    }

    private void requireExamples(Dataset examples) {
        if (examples.size() == 0) {
            throw new NetworkException(examples.name() + " has no examples");
        }
        Datasets.requireFit(examples, network, config.loss());
    }
}
