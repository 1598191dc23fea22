package org.netloom.runtime.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.exception.NetworkException;

/**
 * Trains with several seeds, one after another, on the same data, so that it shows how much of a figure is chance.
 *
 * <pre>{@code
 * SeedRuns runs = new SeedRuns(config, data, TrainOptions.defaults(), ofSeed -> {
 *     LeNetBn net = new LeNetBn(engine);
 *     net.initialize(ofSeed.init(), ofSeed.seed());
 *     return net;
 * });
 * Spread accuracy = runs.train(5, SeedRuns.Listener.NONE).testMain();
 * }</pre>
 *
 * <p>For one thread, but for {@link #stop}, which any thread may call.
 */
public final class SeedRuns {
    private final TrainConfig config;
    private final DataSplit data;
    private final TrainOptions options;
    private final Function<TrainConfig, Network> networks;
    private volatile boolean stopRequested;
    private volatile @Nullable Trainer training;

    /** Is told how training with several seeds goes on, in the thread that trains. */
    public interface Listener {
        /** Hears nothing. */
        Listener NONE = new Listener() {};

        /** Before a training: who hears how it goes, beside the listener of the options. */
        default TrainListener starting(Network network, TrainConfig ofSeed) {
            return TrainListener.NONE;
        }

        /** After a training, which was perhaps stopped. */
        default void done(TrainReport report) {}
    }

    /**
     * @param config whose seed is the first one; the others follow it
     * @param options of each training; checkpoints go to {@code seed-S} in their directory
     * @param networks makes a network afresh, with starting parameters for the configuration that it is given, which has the
     *     seed; whoever calls it closes the network
     * @throws NetworkException where the options go on from a checkpoint: that is one training
     */
    public SeedRuns(TrainConfig config, DataSplit data, TrainOptions options, Function<TrainConfig, Network> networks) {
        if (options.resume() != null) {
            throw new NetworkException(
                    "several seeds are several trainings, and a checkpoint goes on with one: leave out the one or the other");
        }
        this.config = config;
        this.data = data;
        this.options = options;
        this.networks = networks;
    }

    /** Asks for the end after the step at hand, from any thread. The report is then of the trainings that are done. */
    public void stop() {
        stopRequested = true;
        Trainer running = training;
        if (running != null) {
            running.stop();
        }
    }

    /**
     * Trains with the seed of the configuration, the next one, and so on.
     *
     * @param seeds how many, at least 2
     * @throws NetworkException where they are fewer, and where one of the trainings fails, with its seed
     */
    public SeedReport train(int seeds, Listener listener) {
        requireSeveral(seeds);
        List<TrainReport> done = new ArrayList<>();
        for (int i = 0; i < seeds && !stopRequested; i++) {
            TrainConfig ofSeed = config.toBuilder().seed(config.seed() + i).build();
            TrainReport report = train(ofSeed, listener);
            if (report.stopped()) {
                stopRequested = true;
            } else {
                done.add(report);
            }
            listener.done(report);
        }
        return new SeedReport(done, done.size() < seeds);
    }

    /** @throws NetworkException where these seeds have no standard deviation */
    public static void requireSeveral(int seeds) {
        if (seeds < 2) {
            throw new NetworkException(String.format(
                    Locale.ROOT, "a mean with its standard deviation takes 2 seeds or more, not %d", seeds));
        }
    }

    private TrainReport train(TrainConfig ofSeed, Listener listener) {
        Path directory = options.checkpoints();
        try (Network network = networks.apply(ofSeed)) {
            Trainer trainer = new Trainer(
                    network,
                    ofSeed,
                    data,
                    options.withCheckpoints(directory == null ? null : directory.resolve(name(ofSeed)))
                            .withListener(TrainListener.all(options.listener(), listener.starting(network, ofSeed))));
            training = trainer;
            if (stopRequested) {
                // Asked for before there was somebody to ask.
                trainer.stop();
            }
            return trainer.train();
        } catch (DivergedException e) {
            throw new NetworkException(String.format(Locale.ROOT, "with seed %d %s", ofSeed.seed(), e.getMessage()), e);
        } finally {
            training = null;
        }
    }

    /** What a training's own directory is called: {@code seed-7}. */
    public static String name(TrainConfig ofSeed) {
        return "seed-" + ofSeed.seed();
    }
}
