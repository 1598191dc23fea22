package org.netloom.compiler.layer;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;

/**
 * An array that a layer owns: trained, or (a moving statistic) kept by the forward pass.
 *
 * @param accessor in generated code: {@code gamma} of {@code net.bn1().gamma()}
 * @param key in checkpoints, PyTorch's name: {@code weight} of {@code bn1.weight}
 * @param start an {@code Initializer} of the runtime; null for what its role and the net's initializer say
 */
public record Weight(
        String accessor,
        String key,
        Role role,
        List<Integer> shape,
        @Nullable JavaValue start) {

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

    /** One that starts as its role says. */
    public Weight(String accessor, String key, Role role, List<Integer> shape) {
        this(accessor, key, role, shape, null);
    }

    /** The same that starts so; null for as its role says. */
    public Weight startingWith(@Nullable JavaValue initializer) {
        return new Weight(accessor, key, role, shape, initializer);
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
