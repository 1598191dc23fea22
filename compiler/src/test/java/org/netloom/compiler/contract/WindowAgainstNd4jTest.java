package org.netloom.compiler.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.compiler.Nets;

/** The shapes that the compiler infers are those that ND4J computes by itself. */
class WindowAgainstNd4jTest {
    @Property(tries = 100)
    void convolutions(
            @ForAll @IntRange(min = 1, max = 12) int height,
            @ForAll @IntRange(min = 1, max = 12) int width,
            @ForAll @IntRange(min = 1, max = 5) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 0, max = 3) int pad,
            @ForAll @IntRange(min = 1, max = 3) int dilation) {
        Assume.that(Math.min(height, width) + 2 * pad >= dilation * (kernel - 1) + 1);
        INDArray x = Nd4j.zeros(DataType.FLOAT, 1, 2, height, width);
        INDArray weight = Nd4j.zeros(DataType.FLOAT, 3, 2, kernel, kernel);
        DynamicCustomOp op = DynamicCustomOp.builder("conv2d")
                .addInputs(x, weight)
                .addIntegerArguments(kernel, kernel, stride, stride, pad, pad, dilation, dilation, 0, 0, /* oihw */ 1)
                .build();
        String body = String.format(
                Locale.ROOT,
                "input(2,%d,%d) conv(3,%d,stride=%d,pad=%d,dilation=%d)",
                height,
                width,
                kernel,
                stride,
                pad,
                dilation);
        assertSame(op, body);
    }

    @Property(tries = 100)
    void poolings(
            @ForAll @IntRange(min = 1, max = 12) int height,
            @ForAll @IntRange(min = 1, max = 12) int width,
            @ForAll @IntRange(min = 1, max = 5) int kernel,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 0, max = 2) int pad,
            @ForAll boolean max) {
        Assume.that(2 * pad <= kernel && Math.min(height, width) + 2 * pad >= kernel);
        DynamicCustomOp op = DynamicCustomOp.builder(max ? "maxpool2d" : "avgpool2d")
                .addInputs(Nd4j.zeros(DataType.FLOAT, 1, 2, height, width))
                .addIntegerArguments(kernel, kernel, stride, stride, pad, pad, 1, 1, 0, 1, 0)
                .build();
        String body = String.format(
                Locale.ROOT,
                "input(2,%d,%d) %s(%d,stride=%d,pad=%d)",
                height,
                width,
                max ? "maxpool" : "avgpool",
                kernel,
                stride,
                pad);
        assertSame(op, body);
    }

    private static void assertSame(DynamicCustomOp op, String body) {
        long[] computed = op.calculateOutputShape().get(0).getShape();
        assertThat(Gradients.withBatch(1, Nets.network(body).output().shape().dims()))
                .isEqualTo(computed);
    }
}
