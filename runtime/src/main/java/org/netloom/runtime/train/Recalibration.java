package org.netloom.runtime.train;

import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.Network;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.data.Batches;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.statistics.MovingStatistics;
import org.netloom.runtime.statistics.PopulationMoments;

/**
 * Estimates the moving statistics of a network afresh, with its weights as they are: exactly the mean and the variance
 * of what comes into each batch normalisation, over some training examples, in inference mode.
 *
 * <p>One batch normalisation after another, in forward order, because what comes into one depends on the statistics of
 * those before: as many times through the examples as there are layers. Moments of batches are merged exactly ({@link
 * PopulationMoments}); the batch size matters for rounding alone. Layers that share a batch normalisation count
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
     * @throws NetworkException where the network has no batch normalisation, or the data do not fit it
     */
    public Recalibration(Network network, Dataset data, int examples, int batch, long seed) {
        if (examples < 1) {
            throw new NetworkException("statistics need at least 1 example, not " + examples);
        }
        Datasets.requireFit(data, network, false);
        this.network = network;
        this.pass = network.calibration();
        this.examples = Math.min(examples, data.size());
        this.batches = Batches.inOrder(
                Datasets.sample(data, this.examples, seed),
                batch,
                network.engine().dataType());
    }

    /** Whether a network has moving statistics that can be estimated afresh: none of it where all are frozen. */
    public static boolean appliesTo(Network network) {
        return network.movingStatistics().values().stream().anyMatch(layer -> !layer.isFrozen());
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
                        new PopulationMoments(Math.toIntExact(layer.mean().length()));
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
