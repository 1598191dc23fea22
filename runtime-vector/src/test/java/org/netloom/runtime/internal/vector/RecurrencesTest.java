package org.netloom.runtime.internal.vector;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.op.Recurrent;
import org.netloom.op.Recurrent.Cell;
import org.netloom.op.Tensor;

/** Recurrent layers, forward and backward, against nd4j in double. */
class RecurrencesTest {
    private record Sizes(int steps, int in, int hidden) {}

    /**
     * What rounds is the sum of a step, of the inputs and the states, and its error goes through as many steps as there
     * are; weights are so small that it does not grow on the way. The gradients by weights sum over steps and examples.
     */
    private static double tolerance(int batch, Sizes sizes, Cell cell) {
        long ofStep = (long) cell.gates() * (sizes.in + sizes.hidden);
        return Rig.roundings(sizes.steps * (batch + ofStep));
    }

    private static void both(Cell cell, int batch, Sizes sizes, boolean bias, boolean needsDx) {
        Recurrent op = Recurrent.of("rnn1", "a.net:1:1", cell);
        int width = cell.gates() * sizes.hidden;
        double scale = 1 / Math.sqrt(sizes.hidden);
        Rig.agree(batch, tolerance(batch, sizes, cell), rig -> {
            Tensor x = rig.input(sizes.steps, sizes.in);
            var weightIh = rig.parameter(value -> value / Math.sqrt(sizes.in), width, sizes.in);
            var weightHh = rig.parameter(value -> value * scale, width, sizes.hidden);
            var biasIh = bias ? rig.parameter(width) : null;
            var biasHh = bias ? rig.parameter(width) : null;
            @Nullable Tensor kept = cell.kept() == 0 ? null : rig.output(sizes.steps, cell.kept() * sizes.hidden);
            Tensor y = rig.output(sizes.steps, sizes.hidden);
            Recurrent.Weights weights = new Recurrent.Weights(weightIh, weightHh, biasIh, biasHh);
            rig.engine.kernel(op).forward(x, weights, kept, y);
            rig.engine.kernel(op).forward(x, weights, null, rig.output(sizes.steps, sizes.hidden));
            rig.engine
                    .kernel(op)
                    .backward(
                            x,
                            weights,
                            kept,
                            y,
                            rig.input(sizes.steps, sizes.hidden),
                            needsDx ? rig.gradient(sizes.steps, sizes.in) : null,
                            new Recurrent.Weights(
                                    rig.result(width, sizes.in),
                                    rig.result(width, sizes.hidden),
                                    bias ? rig.result(width) : null,
                                    bias ? rig.result(width) : null));
        });
    }

    @Property(tries = 150, seed = "1")
    void computesAllCells(
            @ForAll Cell cell,
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 9) int steps,
            @ForAll @IntRange(min = 1, max = 20) int in,
            @ForAll @IntRange(min = 1, max = 20) int hidden,
            @ForAll boolean bias,
            @ForAll boolean needsDx) {
        both(cell, batch, new Sizes(steps, in, hidden), bias, needsDx);
    }

    @ParameterizedTest
    @EnumSource(Cell.class)
    void computesLargeBatches(Cell cell) {
        both(cell, 300, new Sizes(6, 33, 40), true, true);
    }

    /** So large that the workers share each step of the single block. */
    @ParameterizedTest
    @EnumSource(Cell.class)
    void computesLargeLayersOfFewExamples(Cell cell) {
        both(cell, 3, new Sizes(5, 17, 270), true, true);
    }
}
