package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Activation;
import org.netloom.op.Array;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.NdArray;

/** An operation that the engine has no kernel for, between others: it reads and writes numbers in row-major order. */
class DefaultKernelTest {
    private static final Activation TANH = Activation.of("tanh1", "a.net:1:1", Activation.Function.TANH);
    private static final Activation RELU = Activation.of("relu1", "a.net:1:9", Activation.Function.RELU);

    /** y = x + weight, of channels; and the gradient by the weight, Σ dy. */
    private record Shift(Site site) implements Op<Shift.Kernel> {
        /** Computes it. */
        interface Kernel {
            void forward(Tensor x, Array weight, Tensor y);

            void backward(Tensor dy, @Nullable Tensor dx, Array dWeight);
        }

        @Override
        public Kernel defaultKernel(Kernels kernels) {
            return new OnAnyEngine(kernels);
        }
    }

    private record OnAnyEngine(Kernels kernels) implements Shift.Kernel {
        private double[] values(Tensor x) {
            double[] values = new double[x.batch() * x.shape().stream().reduce(1, (a, b) -> a * b)];
            kernels.read(x, values);
            return values;
        }

        @Override
        public void forward(Tensor x, Array weight, Tensor y) {
            int channels = x.shape().get(0);
            double[] values = values(x);
            double[] shift = new double[channels];
            kernels.read(weight, shift);
            int pixels = values.length / x.batch() / channels;
            for (int i = 0; i < values.length; i++) {
                values[i] += shift[i / pixels % channels];
            }
            kernels.write(values, y);
        }

        @Override
        public void backward(Tensor dy, @Nullable Tensor dx, Array dWeight) {
            int channels = dy.shape().get(0);
            double[] values = values(dy);
            double[] sums = new double[channels];
            int pixels = values.length / dy.batch() / channels;
            for (int i = 0; i < values.length; i++) {
                sums[i / pixels % channels] += values[i];
            }
            kernels.write(sums, dWeight);
            if (dx != null) {
                kernels.write(values, dx);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 21})
    void computesAsOnNd4j(int batch) {
        Shift op = new Shift(new Site("shift1", "a.net:1:4"));
        Rig.agree(batch, Rig.roundings(batch * 6), rig -> {
            Tensor x = rig.input(4, 3, 2);
            Tensor between = rig.output(4, 3, 2);
            Tensor shifted = rig.output(4, 3, 2);
            rig.engine.kernel(TANH).forward(x, between);
            rig.engine.kernel(op).forward(between, rig.parameter(4), shifted);
            rig.engine.kernel(RELU).forward(shifted, rig.output(4, 3, 2));
            rig.engine.kernel(op).backward(rig.input(4, 3, 2), rig.output(4, 3, 2), rig.result(4));
        });
    }

    /** A single example of inference lies in another form. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsASingleExampleOfInference(boolean infers) {
        try (Buffers buffers = infers ? Rig.VECTOR.inferenceBuffers() : Rig.VECTOR.buffers();
                NdArray weight = Rig.VECTOR.zeros(2);
                INDArray image = Nd4j.createFromArray(1f, 2f, 3f, 4f).reshape(1, 2, 1, 2)) {
            Tensor x = buffers.tensor(2, 1, 2);
            Tensor y = buffers.tensor(2, 1, 2);
            buffers.batch(1);
            Rig.VECTOR.write(image, x);
            Rig.VECTOR.write(new double[] {0.5, -1}, weight);
            Rig.VECTOR.kernel(new Shift(new Site("shift1", "a.net:1:4"))).forward(x, weight, y);
            double[] values = new double[4];
            Rig.VECTOR.read(y, values);
            assertThat(values).containsExactly(1.5, 2.5, 2, 3);
        }
    }
}
