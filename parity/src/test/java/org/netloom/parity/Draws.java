package org.netloom.parity;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.netloom.compiler.internal.builtin.Embed;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.runtime.parameter.Parameter;

/** Random inputs and weights of sizes that keep a signal alive; every number is a float's, so that both types start alike. */
final class Draws {
    private final SplittableRandom random;

    Draws(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Whole numbers from 0, as doubles. */
    double[] classes(int count, int classes) {
        return random.ints(count, 0, classes).asDoubleStream().toArray();
    }

    /** Uniform in (-√3, √3): mean 0, variance 1. */
    double[] values(long count) {
        return values(count, 0, Math.sqrt(3));
    }

    /** A batch for a network: numbers, or tokens where they go into an embedding. */
    double[] inputs(Network network, int examples) {
        long count = examples * network.inputShape().size();
        return network.nodes().stream()
                .filter(node -> node.layer() instanceof Embed)
                .findFirst()
                .map(node -> classes(Math.toIntExact(count), node.arguments().get(Embed.VOCABULARY)))
                .orElseGet(() -> values(count));
    }

    /** The same times a factor. */
    double[] values(long count, double factor) {
        return values(count, 0, factor * Math.sqrt(3));
    }

    /** A value for every parameter, none of them the one it starts with. */
    Map<String, double[]> parameters(List<Parameter> parameters) {
        Map<String, double[]> drawn = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            long count = parameter.value().length();
            drawn.put(
                    parameter.name(),
                    switch (parameter.role()) {
                        // The variance 2 / fanIn that keeps a relu network's signal (He et al., 2015).
                        case WEIGHT -> values(count, 0, Math.sqrt(6.0 / parameter.fanIn()));
                        case BIAS, BETA, MOVING_MEAN -> values(count, 0, 0.3);
                        case TABLE -> values(count);
                        case OFFSET -> values(count, 0.1);
                        case GAMMA -> values(count, 0.8, 1);
                        case MOVING_VARIANCE -> values(count, 1, 0.5);
                        // As many batches as were seen.
                        case ESTIMATOR ->
                            DoubleStream.generate(() -> 3).limit(count).toArray();
                    });
        }
        return drawn;
    }

    private double[] values(long count, double middle, double range) {
        return random.doubles(count, middle - range, middle + range)
                .map(value -> (float) value)
                .toArray();
    }
}
