package org.netloom.runtime.train;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.augment.Augmentations;
import org.netloom.runtime.augment.Inputs;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.metric.MetricChoice;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.ScaledRates;

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
        requireFigures(config, data.train());
        requireExamples(data.train());
        requireExamples(data.test());
        if (data.validation() != null) {
            requireExamples(data.validation());
        }
        augmentations(); // refuses what cannot be
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
                FrozenLayers frozen = new FrozenLayers(network, config.freeze());
                TrainingPass pass = pass(frozen);
                Optimizer optimizer = pass.optimizer(optimizer());
                Objective objective = new Objective(config.loss(), network.engine());
                Outputs outputs = new Outputs(network);
                Evaluator evaluator = new Evaluator(network, config.batch());
                Batches batches = batches();
                Recalibration recalibration = recalibration()) {
            pass.seed(config.seed());
            requireVariances(pass, batches);
            CheckpointFiles files = new CheckpointFiles(network, config, data, options);
            Machinery machinery = new Machinery(pass, optimizer, objective, outputs, evaluator, batches, recalibration);
            return new TrainingRun(network, config, data, options, machinery, files, this::stopped).train();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private TrainingPass pass(FrozenLayers frozen) {
        TrainingPass pass = network.training();
        pass.freeze(frozen::contains);
        return pass;
    }

    private OptimizerConfig optimizer() {
        config.rates().forEach(scale -> NamedLayers.require(network, scale.pattern(), "rates " + scale));
        return config.rates().isEmpty() ? config.optimizer() : new ScaledRates(config.optimizer(), config.rates());
    }

    private Batches batches() {
        if (!config.augment().isEmpty()) {
            return Batches.augmented(
                    data.train(),
                    config.batch(),
                    network.engine().dataType(),
                    options.shuffle() ? config.seed() : null,
                    augmentations());
        }
        return options.shuffle()
                ? Batches.shuffled(
                        data.train(), config.batch(), network.engine().dataType(), config.seed())
                : Batches.inOrder(data.train(), config.batch(), network.engine().dataType());
    }

    private Augmentations augmentations() {
        return Augmentations.of(config.augment(), Inputs.of(data), config.seed());
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
        if (config.average() != null && config.recalibrate() == 0 && Recalibration.appliesTo(network)) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "average %s needs moving statistics of its own, and recalibrate 0 estimates none: say from how many examples (recalibrate %d)",
                    config.average(),
                    TrainConfig.RECALIBRATE));
        }
        return config.recalibrate() == 0 || !Recalibration.appliesTo(network)
                ? null
                : new Recalibration(network, data.train(), config.recalibrate(), config.batch(), config.seed());
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

    /** What stops training, or keeps checkpoints, must find the figure that it goes by; metrics must suit the outputs. */
    private static void requireFigures(TrainConfig config, Dataset data) {
        Loss.Says says = config.loss().says(data.targets() == 0 ? Loss.Target.CLASSES : Loss.Target.NUMBERS);
        for (MetricChoice metric : config.metrics()) {
            String refusal = metric.refusal(says);
            if (refusal != null) {
                throw new NetworkException(refusal);
            }
        }
        Stream<Object> all = Stream.concat(Stream.ofNullable(config.stop()), config.keep().stream());
        all.forEach(each -> {
            String refusal = each instanceof Stopping stop ? stop.refusal(says) : ((Keep) each).refusal(says);
            if (refusal != null) {
                throw new NetworkException("%s: %s".formatted(each, refusal));
            }
        });
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
