package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.nd4j.Nd4jEngine;
import org.netloom.runtime.op.Activation;
import org.netloom.runtime.op.Dense;
import org.netloom.runtime.op.DenseActivation;
import org.netloom.runtime.op.FusedOp;
import org.netloom.runtime.op.Op;
import org.netloom.runtime.op.Site;

/** An engine finds a kernel for each operation, or says which one it has none for. */
class KernelTableTest {
    private static final Dense DENSE = Dense.of("dense1", "a.net:1:1");
    private static final Activation RELU = Activation.of("relu1", "a.net:1:8", Activation.Function.RELU);

    /** What no engine here knows. */
    private record Unknown(Site site) implements Op<Runnable> {}

    private record WithUnknown(Unknown part) implements FusedOp<Runnable> {
        @Override
        public Site site() {
            return new Site("whole1", "a.net:1:1");
        }

        @Override
        public Runnable composed(Engine engine) {
            return engine.kernel(part);
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
