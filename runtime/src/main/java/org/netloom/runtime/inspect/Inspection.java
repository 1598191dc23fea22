package org.netloom.runtime.inspect;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.train.TrainConfig;

/**
 * What a network looks like from inside: each batch normalization, and with data how far its moving statistics are from
 * theirs, and what one step of training would do to each layer. Looking changes nothing, and keeps other threads off the
 * network's engine meanwhile.
 *
 * @param sample what was looked at; null without data
 * @param batchNorms in forward order
 * @param steps the layers with trained parameters in forward order, bottom to top; empty without data
 */
public record Inspection(@Nullable Sample sample, List<BatchNormReport> batchNorms, List<LayerStep> steps) {
    /** From how many training examples the data's statistics come where nobody says. */
    public static final int EXAMPLES = 1024;

    public Inspection {
        batchNorms = List.copyOf(batchNorms);
        steps = List.copyOf(steps);
    }

    /**
     * The data that were looked at.
     *
     * @param data their name
     * @param examples how many
     * @param batch how many at once
     * @param loss of the batch whose step was measured, the last one
     */
    public record Sample(String data, int examples, int batch, double loss) {}

    /**
     * Looks at the parameters alone.
     *
     * @throws NetworkException where the network has no batch normalization
     */
    public static Inspection of(Network network) {
        if (network.movingStatistics().isEmpty()) {
            throw new NetworkException(
                    network.name() + " has no batch normalization to look at; with data there are its gradients");
        }
        try (Turn turn = network.engine().guard().enter();
                Look look = new Look(network)) {
            return new Inspection(null, look.batchNorms(), List.of());
        }
    }

    /**
     * Looks at the parameters and at what training would make of some examples. The moving statistics take in none of
     * them, and the step is taken back.
     *
     * @param config loss, optimizer, batch and seed; the optimizer has seen no step before
     * @param data training examples
     * @param examples how many of them, drawn by the seed: as many whole batches as fit, one at least
     * @throws NetworkException where the data do not fit the network
     */
    public static Inspection of(Network network, TrainConfig config, Dataset data, int examples) {
        try (Turn turn = network.engine().guard().enter();
                Look look = new Look(network)) {
            return look.at(data, config, examples);
        }
    }

    /**
     * Refuses the name of a batch normalization that a network does not have.
     *
     * @throws NetworkException with the names that it has
     */
    public static void requireLayer(Network network, String name) {
        Set<String> names = network.movingStatistics().keySet();
        if (!names.contains(name)) {
            throw new NetworkException("%s has no batch normalization %s%s"
                    .formatted(
                            network.name(),
                            name,
                            names.isEmpty() ? " and no other" : "; it has " + String.join(", ", names)));
        }
    }

    /** The batch normalizations whose moving statistics are so far from the data's that inference suffers. */
    public List<BatchNormReport> alarms() {
        return batchNorms.stream().filter(BatchNormReport::alarm).toList();
    }
}
