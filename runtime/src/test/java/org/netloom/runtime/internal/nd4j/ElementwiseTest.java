package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Add;
import org.netloom.op.Dense;
import org.netloom.op.Dropout;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.DropoutMask;
import org.netloom.runtime.engine.NdArray;

/** Dropout, addition and dense layers. */
class ElementwiseTest {
    private static final Dense DENSE = Dense.of("dense1", "a.net:1:1");

    @Property(tries = 60, seed = "1")
    void denseIsAMatrixProduct(
            @ForAll @IntRange(min = 1, max = 9) int n,
            @ForAll @IntRange(min = 1, max = 40) int in,
            @ForAll @IntRange(min = 1, max = 20) int out,
            @ForAll boolean bias,
            @ForAll boolean needsDx,
            @ForAll boolean single) {
        DataType type = single ? DataType.FLOAT : DataType.DOUBLE;
        double[] x = Rig.random(1, n * in);
        double[] w = Rig.random(2, out * in);
        double[] b = Rig.random(3, out);
        double[] dy = Rig.random(4, n * out);
        double[] y = new double[n * out];
        double[] dx = new double[n * in];
        double[] dw = new double[out * in];
        double[] db = new double[out];
        for (int i = 0; i < n; i++) {
            for (int o = 0; o < out; o++) {
                y[i * out + o] = bias ? b[o] : 0;
                db[o] += dy[i * out + o];
                for (int k = 0; k < in; k++) {
                    y[i * out + o] += x[i * in + k] * w[o * in + k];
                    dx[i * in + k] += dy[i * out + o] * w[o * in + k];
                    dw[o * in + k] += dy[i * out + o] * x[i * in + k];
                }
            }
        }
        try (Rig rig = new Rig(Rig.engine(type));
                NdArray weight = rig.array(w, out, in);
                NdArray biases = rig.array(b, out);
                NdArray dWeight = rig.engine.zeros(out, in);
                NdArray dBias = rig.engine.zeros(out)) {
            Tensor input = rig.tensor(in);
            Tensor output = rig.tensor(out);
            Tensor gradientOfOutput = rig.tensor(out);
            Tensor gradientOfInput = rig.tensor(in);
            rig.batch(n);
            rig.set(input, x);
            rig.set(gradientOfOutput, dy);
            rig.engine.kernel(DENSE).forward(input, weight, bias ? biases : null, output);
            rig.engine
                    .kernel(DENSE)
                    .backward(
                            input,
                            weight,
                            gradientOfOutput,
                            needsDx ? gradientOfInput : null,
                            dWeight,
                            bias ? dBias : null);
            double tolerance = Rig.tolerance(type);
            assertThat(Rig.error(rig.get(output), y)).isLessThan(tolerance);
            assertThat(Rig.error(Rig.get(dWeight), dw)).isLessThan(tolerance);
            if (needsDx) {
                assertThat(Rig.error(rig.get(gradientOfInput), dx)).isLessThan(tolerance);
            }
            if (bias) {
                assertThat(Rig.error(Rig.get(dBias), db)).isLessThan(tolerance);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void dropoutScalesWhatItKeeps(DataType type) {
        Dropout op = Dropout.of("dropout1", "a.net:1:1", 0.3);
        double[] x = Rig.random(1, 100 * 50);
        double[] dy = Rig.random(2, x.length);
        try (Rig rig = new Rig(Rig.engine(type))) {
            Tensor input = rig.tensor(2, 5, 5);
            Tensor mask = rig.tensor(2, 5, 5);
            Tensor output = rig.tensor(2, 5, 5);
            rig.batch(100);
            rig.set(input, x);
            rig.engine.kernel(op).forward(input, 42, mask, output);
            double[] y = rig.get(output);
            rig.set(input, dy);
            rig.engine.kernel(op).backward(mask, input, output);
            double[] dx = rig.get(output);

            int dropped = 0;
            for (int i = 0; i < x.length; i++) {
                double factor = DropoutMask.drops(42, i, 0.3) ? 0 : 1 / 0.7;
                assertThat(y[i]).isCloseTo(factor * x[i], within(1e-6));
                assertThat(dx[i]).isCloseTo(factor * dy[i], within(1e-6));
                dropped += factor == 0 ? 1 : 0;
            }
            // Five deviations of a binomial of 5,000.
            assertThat(dropped / 5000.0).isCloseTo(0.3, within(5 * Math.sqrt(0.3 * 0.7 / 5000)));
        }
    }

    @Test
    void dropoutMasksOfOtherSeedsAreOthers() {
        double[] one = DropoutMask.draw(1, 0.5, 4096);
        double[] two = DropoutMask.draw(2, 0.5, 4096);
        int same = 0;
        for (int i = 0; i < one.length; i++) {
            same += one[i] == two[i] ? 1 : 0;
        }
        // Independent masks agree in half of their places; five deviations.
        assertThat(same / 4096.0).isCloseTo(0.5, within(5 * 0.5 / 64));
        assertThat(DropoutMask.draw(1, 0.5, 4096)).containsExactly(one);
        assertThat(DropoutMask.draw(1, 0, 100)).containsOnly(1);
    }

    @Test
    void additionMayWriteOverAnOperand() {
        try (Rig rig = new Rig(Rig.FLOAT)) {
            Tensor a = rig.tensor(3, 2, 2);
            Tensor b = rig.tensor(3, 2, 2);
            rig.batch(5);
            double[] x = Rig.random(1, 60);
            double[] z = Rig.random(2, 60);
            rig.set(a, x);
            rig.set(b, z);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).forward(a, b, a);
            double[] sum = new double[60];
            for (int i = 0; i < 60; i++) {
                sum[i] = x[i] + z[i];
            }
            assertThat(Rig.error(rig.get(a), sum)).isLessThan(1e-6);
            assertThat(Rig.error(rig.get(b), z)).isLessThan(1e-6);
        }
    }
}
