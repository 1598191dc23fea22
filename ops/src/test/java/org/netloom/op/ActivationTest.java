package org.netloom.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.op.Activation.Function;

class ActivationTest {
    @Test
    void theSlopeOfALeakyReluFollowsFromYWhereYHasTheSignOfX() {
        assertThat(op(Function.LEAKY_RELU, 0.1).slopeFollowsFromOutput()).isTrue();
        assertThat(op(Function.LEAKY_RELU, 0).slopeFollowsFromOutput()).isFalse();
    }

    @Test
    void aFunctionOfSlopeZeroMakesNaNOfMinusInfinity() {
        assertThat(op(Function.LEAKY_RELU, 0.1).neverDecreases()).isTrue();
        assertThat(op(Function.LEAKY_RELU, 0).neverDecreases()).isFalse();
        assertThat(op(Function.ELU, 0).neverDecreases()).isTrue();
        assertThat(op(Function.ELU, -1).neverDecreases()).isFalse();
    }

    /** A function whose derivative follows from y has one x for each y, or is flat where it has more: it never decreases. */
    @ParameterizedTest
    @EnumSource
    void whatFollowsFromYNeverDecreases(Function function) {
        Activation op = op(function, 0.5);
        assertThat(!op.slopeFollowsFromOutput() || op.neverDecreases()).isTrue();
    }

    private static Activation op(Function function, double constant) {
        return Activation.of("act1", "a.net:1:1", function, constant);
    }
}
