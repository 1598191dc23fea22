package org.netloom.runtime.internal.vector;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.netloom.op.Activation;
import org.netloom.op.Tensor;

/** All activation functions, forward and backward, against nd4j in double. */
class ActivationsTest {
    private static double constant(Activation.Function function) {
        return switch (function) {
            case CLIPPED_RELU -> 2.5;
            case LEAKY_RELU -> 0.125;
            case ELU -> 0.75;
            default -> 0;
        };
    }

    @Property(tries = 200, seed = "1")
    void computesValuesAndSlopes(
            @ForAll Activation.Function function,
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 20) int features) {
        both(Activation.of("act1", "a.net:1:1", function, constant(function)), batch, features);
    }

    /** Of which neither value nor slope says on which side of 0 x was. */
    @Property(tries = 20, seed = "2")
    void computesLeaksOfAnySign(@ForAll @IntRange(min = 1, max = 40) int batch) {
        both(Activation.of("act1", "a.net:1:1", Activation.Function.LEAKY_RELU, 0), batch, 5);
        both(Activation.of("act1", "a.net:1:1", Activation.Function.LEAKY_RELU, -0.5), batch, 5);
        both(Activation.of("act1", "a.net:1:1", Activation.Function.ELU, -0.5), batch, 5);
    }

    private static void both(Activation op, int batch, int features) {
        // A few roundings: nothing is summed.
        Rig.agree(batch, Rig.roundings(1), rig -> {
            Tensor x = rig.input(value -> 6 * value, features);
            Tensor y = rig.output(features);
            rig.engine.kernel(op).forward(x, y);
            rig.engine.kernel(op).backward(x, y, rig.input(features), rig.gradient(features));
        });
    }
}
