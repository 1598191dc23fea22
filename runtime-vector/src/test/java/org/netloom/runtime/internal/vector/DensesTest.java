package org.netloom.runtime.internal.vector;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.netloom.op.Dense;
import org.netloom.op.Tensor;

/** Dense layers of vectors and of sequences, forward and backward, against nd4j in double. */
class DensesTest {
    private static final Dense OP = Dense.of("dense1", "a.net:1:1");

    /** @param steps of a sequence; 0 for a vector */
    private static void both(int batch, int steps, int in, int out, boolean bias, boolean needsDx) {
        long terms = Math.max((long) batch * Math.max(1, steps), Math.max(in, out));
        int[] ofX = steps == 0 ? new int[] {in} : new int[] {steps, in};
        int[] ofY = steps == 0 ? new int[] {out} : new int[] {steps, out};
        Rig.agree(batch, Rig.roundings(terms), rig -> {
            Tensor x = rig.input(ofX);
            var weight = rig.parameter(out, in);
            rig.engine.kernel(OP).forward(x, weight, bias ? rig.parameter(out) : null, rig.output(ofY));
            rig.engine
                    .kernel(OP)
                    .backward(
                            x,
                            weight,
                            rig.input(ofY),
                            needsDx ? rig.gradient(ofX) : null,
                            rig.result(out, in),
                            bias ? rig.result(out) : null);
        });
    }

    /** The backward pass of a dense layer without a bias, from this gradient. */
    static void backward(Rig rig, int in, int out, Tensor dy) {
        Tensor x = rig.input(in);
        rig.engine.kernel(OP).backward(x, rig.parameter(out, in), dy, rig.gradient(in), rig.result(out, in), null);
    }

    @Property(tries = 150, seed = "1")
    void computesVectors(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 70) int in,
            @ForAll @IntRange(min = 1, max = 30) int out,
            @ForAll boolean bias,
            @ForAll boolean needsDx) {
        both(batch, 0, in, out, bias, needsDx);
    }

    @Property(tries = 100, seed = "2")
    void computesSequences(
            @ForAll @IntRange(min = 1, max = 40) int batch,
            @ForAll @IntRange(min = 1, max = 9) int steps,
            @ForAll @IntRange(min = 1, max = 20) int in,
            @ForAll @IntRange(min = 1, max = 20) int out,
            @ForAll boolean bias,
            @ForAll boolean needsDx) {
        both(batch, steps, in, out, bias, needsDx);
    }

    @Test
    void computesLargeBatches() {
        both(300, 0, 256, 120, true, true);
        both(257, 5, 33, 17, true, true);
    }
}
