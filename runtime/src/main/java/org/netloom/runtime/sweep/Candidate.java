package org.netloom.runtime.sweep;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.train.TrainConfig;

/**
 * What a combination of settings makes.
 *
 * @param network makes it; the sweep draws its weights, as the configuration says, and closes it
 * @param config what its training is like; the plan says how many epochs
 * @param structure its layers, as {@link org.netloom.runtime.train.TrainOptions#structure} has them; null where nobody says
 * @param identity by which the training is known again when the sweep goes on: a line for each fact
 */
public record Candidate(
        Supplier<Network> network,
        TrainConfig config,
        @Nullable String structure,
        String identity) {

    /** One that nothing but its settings tells from others. */
    public static Candidate of(Supplier<Network> network, TrainConfig config) {
        return new Candidate(network, config, null, "");
    }
}
