package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.options.Optimizations;
import org.netloom.op.Activation;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Op;
import org.netloom.op.Site;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.KernelTable;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** An engine without a kernel computes what nd4j computes: kernels go by copies of its tensors. */
class BorrowedKernelsTest {
    private static final Activation RELU = Activation.of("relu1", "a.net:1:1", Activation.Function.RELU);

    /** What nobody has a kernel for. */
    private record Unknown(Site site) implements Op<Runnable> {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lenet_bn",
                "input(2,8,8) share s { conv(2,3,pad=1) bn relu } share s add { share s | id } dropout(0.4) flatten"
                        + " dense(3)",
                "input(6) embed(9,5) lstm(4) gru(3, bias=false) last dense(2)",
                "input(6,4) positions(learned=true) attention(2) layernorm mean dense(2) softmax",
                "input(2,6,6) bn(ghost=2) concat { avgpool(2) | maxpool(2) } upsample(2,bilinear) groupnorm(2) flatten"
                        + " dense(3)"
            })
    void computesTheNumbersOfNd4j(String text) {
        Compilation compilation = Trained.compile(text, Optimizations.ALL);
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            try (Engine nd4j = new Nd4jEngine(type, 1);
                    Engine plain = new PlainEngine(type)) {
                Map<String, double[]> expected = Trained.bits(compilation, nd4j);
                Map<String, double[]> borrowed = Trained.bits(compilation, plain);
                assertThat(borrowed).containsOnlyKeys(expected.keySet());
                expected.forEach((name, values) -> assertThat(borrowed.get(name))
                        .as("%s of %s", name, text)
                        .isEqualTo(values));
            }
        }
    }

    @Test
    void returnsWhatTheKernelReturns() {
        try (Engine engine = new PlainEngine(DataType.DOUBLE);
                Buffers buffers = engine.buffers()) {
            Tensor logits = buffers.tensor(2);
            Tensor gradient = buffers.tensor(2);
            buffers.batch(1);
            engine.write(new double[2], logits);
            CrossEntropyLoss.Kernel loss = engine.kernel(new CrossEntropyLoss());
            assertThat(loss.compute(logits, new int[] {1}, gradient)).isEqualTo(Math.log(2));
            double[] values = new double[2];
            engine.read(gradient, values);
            assertThat(values).containsExactly(0.5, -0.5);
            assertThat(engine.kernel(new CrossEntropyLoss())).isSameAs(loss).isEqualTo(loss);
        }
    }

    /** The sum of a value that several layers take. */
    @Test
    void computesInPlace() {
        try (Engine engine = new PlainEngine(DataType.DOUBLE);
                Buffers buffers = engine.buffers()) {
            Tensor x = buffers.tensor(3);
            buffers.batch(1);
            double[] values = {-1, 2, -3};
            engine.write(values, x);
            engine.kernel(RELU).forward(x, x);
            engine.read(x, values);
            assertThat(values).containsExactly(0, 2, 0);
        }
    }

    @Test
    void refusesASecondThreadAndWhatIsClosed() {
        Engine engine = new PlainEngine(DataType.FLOAT);
        Buffers buffers = engine.buffers();
        Tensor x = buffers.tensor(3);
        buffers.batch(2);
        Activation.Kernel relu = engine.kernel(RELU);
        relu.forward(x, x);
        try (Turn turn = engine.guard().enter()) {
            assertThatThrownBy(() ->
                            CompletableFuture.runAsync(() -> relu.forward(x, x)).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ConcurrentUseException.class)
                    .hasMessageContaining("the plain engine");
        }
        buffers.close();
        assertThatThrownBy(() -> relu.forward(x, x)).isInstanceOf(ClosedException.class);
        engine.close();
        engine.close();
        assertThatThrownBy(() -> relu.forward(x, x))
                .isInstanceOf(ClosedException.class)
                .hasMessageStartingWith("the plain engine is closed");
        assertThatThrownBy(() -> engine.kernel(new CrossEntropyLoss())).isInstanceOf(ClosedException.class);
    }

    @Test
    void namesTheLayerThatNoEngineComputes() {
        try (Engine engine = new PlainEngine(DataType.FLOAT)) {
            assertThatThrownBy(() -> engine.kernel(new Unknown(new Site("odd1", "a.net:1:3"))))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("odd1 (a.net:1:3): the nd4j engine has no kernel for Unknown");
            assertThatThrownBy(() -> new KernelTable(engine).fallback("plain", 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the plain engine cannot fall back on itself");
        }
    }
}
