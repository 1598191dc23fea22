package org.netloom.compiler.layer;

import java.util.Arrays;
import java.util.List;
import org.netloom.compiler.internal.arithmetic.Sizes;

/**
 * An array that a layer owns: trained, or (a moving statistic) kept by the forward pass.
 *
 * @param accessor in generated code: {@code gamma} of {@code net.bn1().gamma()}
 * @param key in checkpoints, PyTorch's name: {@code weight} of {@code bn1.weight}
 */
public record Weight(String accessor, String key, Role role, List<Integer> shape) {

    /** What it is, and so how it starts; the names of the runtime's roles. */
    public enum Role {
        WEIGHT(true),
        BIAS(true),
        TABLE(true),
        OFFSET(true),
        GAMMA(true),
        BETA(true),
        MOVING_MEAN(false),
        MOVING_VARIANCE(false);

        private final boolean trained;

        Role(boolean trained) {
            this.trained = trained;
        }

        public boolean trained() {
            return trained;
        }
    }

    public Weight {
        shape = List.copyOf(shape);
    }

    /** A weight whose accessor is its key in checkpoints. */
    public static Weight of(String name, Role role, Integer... shape) {
        return new Weight(name, name, role, Arrays.asList(shape));
    }

    /** How many numbers it holds. */
    public long size() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Sizes::times);
    }
}
