package org.netloom.runtime.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.netloom.op.LayerPattern;
import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.statistics.MovingStatistics;
import org.netloom.runtime.statistics.PopulationMoments;

/**
 * Estimates the moving statistics of a network afresh, with its weights as they are: exactly the mean and the variance
 * of what comes into each batch normalization, over some training examples, in inference mode.
 *
 * <p>One batch normalization after another, in forward order, because what comes into one depends on the statistics of
 * those before: as many times through the examples as there are layers. Moments of batches are merged exactly ({@link
 * PopulationMoments}); the batch size matters for rounding alone. Layers that share a batch normalization count
 * together. Frozen ones keep theirs.
 *
 * <p>For one thread at a time, which keeps all others off the engine while it is inside {@link #run}.
 */
public final class Recalibration implements AutoCloseable {
    private final Network network;
    private final CalibrationPass pass;
    private final Batches batches;
    private final int examples;

    /**
     * @param examples how many of the data's examples are taken, drawn by {@code seed}; all of them where there are no
     *     more
     * @param batch how many go through the network at once
     * @throws NetworkException where the network has no batch normalization, the data do not fit it, or so few examples leave a
     *     layer one value for each channel, which has no variance
     */
    public Recalibration(Network network, Dataset data, int examples, int batch, long seed) {
        if (examples < 1) {
            throw new NetworkException("statistics need at least 1 example, not " + examples);
        }
        Datasets.requireFit(data, network);
        this.network = network;
        this.pass = network.calibration();
        this.examples = Math.min(examples, data.size());
        this.batches = Batches.inOrder(
                Datasets.sample(data, this.examples, seed),
                batch,
                network.engine().dataType());
        if (this.examples == 1) {
            try {
                requireVariance();
            } catch (RuntimeException e) {
                close();
                throw e;
            }
        }
    }

    /** One example goes through the network, and what it leaves of each layer is counted. */
    private void requireVariance() {
        Map<String, PopulationMoments> measured = new LinkedHashMap<>();
        network.movingStatistics().forEach((name, layer) -> {
            if (!layer.isFrozen()) {
                PopulationMoments moments =
                        new PopulationMoments(layer.mean().shape().get(0));
                measured.put(name, moments);
                pass.measure(layer, moments);
            }
        });
        batches.start(0);
        pass.forward(Objects.requireNonNull(batches.next()).inputs());
        measured.forEach((name, moments) -> {
            if (moments.population().count() == 1) {
                throw new NetworkException(
                        "the statistics of %s cannot be estimated from 1 example, which has one value for each channel and so no variance: take at least 2 examples"
                                .formatted(name));
            }
        });
    }

    /** Whether a network has moving statistics that can be estimated afresh: none of it where all are frozen. */
    public static boolean appliesTo(Network network) {
        return network.movingStatistics().values().stream().anyMatch(layer -> !layer.isFrozen());
    }

    /** The same in a training of this configuration, which may freeze some. */
    public static boolean appliesTo(Network network, TrainConfig config) {
        return network.movingStatistics().entrySet().stream()
                .anyMatch(layer -> !layer.getValue().isFrozen()
                        && config.freeze().stream()
                                .noneMatch(frozen -> new LayerPattern(frozen).matches(layer.getKey())));
    }

    /** How many examples it looks at. */
    public int examples() {
        return examples;
    }

    /** Replaces all moving statistics by those of the network as it is now. */
    public void run() {
        try (Turn turn = network.engine().guard().enter()) {
            long round = 0;
            for (MovingStatistics layer : network.movingStatistics().values()) {
                if (layer.isFrozen()) {
                    continue;
                }
                PopulationMoments moments =
                        new PopulationMoments(layer.mean().shape().get(0));
                pass.measureNothing();
                pass.measure(layer, moments);
                batches.start(round++);
                for (Batch batch = batches.next(); batch != null; batch = batches.next()) {
                    pass.forward(batch.inputs());
                }
                layer.restart(moments.population());
            }
            network.parametersChanged();
        }
    }

    @Override
    public void close() {
        pass.close(); // first, because it refuses while another thread is inside
        batches.close();
    }
}
