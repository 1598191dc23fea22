package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Activation;
import org.netloom.op.Array;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.FusedOp;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** An engine finds a kernel for each operation, or says which one it has none for. */
class KernelTableTest {
    private static final Dense DENSE = Dense.of("dense1", "a.net:1:1");
    private static final Activation RELU = Activation.of("relu1", "a.net:1:8", Activation.Function.RELU);

    /** What no engine here knows. */
    private record Unknown(Site site) implements Op<Runnable> {}

    /** What no engine here knows, either, and that brings a kernel for all of them: y = x + weight. */
    private record Shift(Site site) implements Op<Shift.Kernel> {
        /** Computes it. */
        interface Kernel {
            void forward(Tensor x, Array weight, Tensor y);
        }

        @Override
        public Kernel defaultKernel(Kernels kernels) {
            return (x, weight, y) -> {
                double[] values = new double[x.batch() * 6];
                double[] shift = new double[6];
                kernels.read(x, values);
                kernels.read(weight, shift);
                for (int i = 0; i < values.length; i++) {
                    values[i] += shift[i % 6];
                }
                kernels.write(values, y);
            };
        }
    }

    private record WithUnknown(Unknown part) implements FusedOp<Runnable> {
        @Override
        public Site site() {
            return new Site("whole1", "a.net:1:1");
        }

        @Override
        public Runnable defaultKernel(Kernels kernels) {
            return kernels.kernel(part);
        }
    }

    @Test
    void aKernelIsMadeOnce() {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE, 1)) {
            Dense.Kernel kernel = engine.kernel(DENSE);
            assertThat(engine.kernel(Dense.of("dense1", "a.net:1:1"))).isSameAs(kernel);
            assertThat(engine.kernel(Dense.of("dense2", "a.net:1:1"))).isNotSameAs(kernel);
            DenseActivation.Kernel fused = engine.kernel(new DenseActivation(DENSE, RELU));
            assertThat(engine.kernel(new DenseActivation(DENSE, RELU))).isSameAs(fused);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void whatAnOperationBringsComputesOnAnEngineWithoutAKernel(DataType type) {
        Shift shift = new Shift(new Site("shift1", "a.net:1:3"));
        try (Engine engine = new Nd4jEngine(type, 1);
                Buffers buffers = engine.buffers();
                NdArray weight = engine.zeros(2, 3)) {
            Tensor x = buffers.tensor(2, 3);
            Tensor y = buffers.tensor(2, 3);
            buffers.batch(2);
            engine.write(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, x);
            engine.write(new double[] {0.5, 0, -1, 0, 0, 0.25}, weight);
            Shift.Kernel kernel = engine.kernel(shift);
            assertThat(engine.kernel(shift)).isSameAs(kernel);
            kernel.forward(x, weight, y);
            double[] values = new double[12];
            engine.read(y, values);
            assertThat(values).containsExactly(1.5, 2, 2, 4, 5, 6.25, 7.5, 8, 8, 10, 11, 12.25);
            assertThat(weight.values().getDouble(0, 2)).isEqualTo(-1);
            assertThatThrownBy(() -> engine.read(y, new double[11]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("11 values, where the shape is [2, 2, 3]");
            assertThatThrownBy(() -> engine.write(new double[7], weight))
                    .hasMessage("7 values, where the shape is [2, 3]");
        }
    }

    @Test
    void namesTheOperationThatItHasNoKernelFor() {
        Unknown unknown = new Unknown(new Site("odd1", "a.net:1:3"));
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE, 1)) {
            String message = "odd1 (a.net:1:3): the nd4j engine has no kernel for Unknown";
            assertThatThrownBy(() -> engine.kernel(unknown))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(message);
            // A part of something else.
            assertThatThrownBy(() -> engine.kernel(new WithUnknown(unknown)))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(message);
        }
    }
}
