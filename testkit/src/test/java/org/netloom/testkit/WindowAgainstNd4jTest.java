package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** The shapes that the compiler infers are those that ND4J computes by itself. */
class WindowAgainstNd4jTest {
    /** A number for each axis. */
    record Axes(int height, int width) {
        /** As it is written. */
        @Override
        public String toString() {
            return "(%s, %s)".formatted(height, width);
        }
    }

    private static Arbitrary<Axes> axes(int least, int most) {
        Arbitrary<Integer> one = Arbitraries.integers().between(least, most);
        return Combinators.combine(one, one).as(Axes::new);
    }

    @Provide
    Arbitrary<Axes> sizes() {
        return axes(1, 12);
    }

    @Provide
    Arbitrary<Axes> kernels() {
        return axes(1, 5);
    }

    @Provide
    Arbitrary<Axes> steps() {
        return axes(1, 3);
    }

    @Provide
    Arbitrary<Axes> pads() {
        return axes(0, 3);
    }

    @Property(tries = 100)
    void convolutions(
            @ForAll("sizes") Axes in,
            @ForAll("kernels") Axes kernel,
            @ForAll("steps") Axes stride,
            @ForAll("pads") Axes pad,
            @ForAll("steps") Axes dilation) {
        Assume.that(in.height() + 2 * pad.height() >= dilation.height() * (kernel.height() - 1) + 1);
        Assume.that(in.width() + 2 * pad.width() >= dilation.width() * (kernel.width() - 1) + 1);
        INDArray x = Nd4j.zeros(DataType.FLOAT, 1, 2, in.height(), in.width());
        INDArray weight = Nd4j.zeros(DataType.FLOAT, 3, 2, kernel.height(), kernel.width());
        DynamicCustomOp op = DynamicCustomOp.builder("conv2d")
                .addInputs(x, weight)
                .addIntegerArguments(arguments(List.of(kernel, stride, pad, dilation), 0, 0, /* oihw */ 1))
                .build();
        String body = "input(2,%s,%s) conv(3,%s,stride=%s,pad=%s,dilation=%s)"
                .formatted(in.height(), in.width(), kernel, stride, pad, dilation);
        assertSame(op, body);
    }

    @Property(tries = 100)
    void poolings(
            @ForAll("sizes") Axes in,
            @ForAll("kernels") Axes kernel,
            @ForAll("steps") Axes stride,
            @ForAll("pads") Axes pad,
            @ForAll boolean max) {
        Assume.that(2 * pad.height() <= kernel.height() && in.height() + 2 * pad.height() >= kernel.height());
        Assume.that(2 * pad.width() <= kernel.width() && in.width() + 2 * pad.width() >= kernel.width());
        DynamicCustomOp op = DynamicCustomOp.builder(max ? "maxpool2d" : "avgpool2d")
                .addInputs(Nd4j.zeros(DataType.FLOAT, 1, 2, in.height(), in.width()))
                .addIntegerArguments(arguments(List.of(kernel, stride, pad, new Axes(1, 1)), 0, 1, 0))
                .build();
        String body = "input(2,%s,%s) %s(%s,stride=%s,pad=%s)"
                .formatted(in.height(), in.width(), max ? "maxpool" : "avgpool", kernel, stride, pad);
        assertSame(op, body);
    }

    private static int[] arguments(List<Axes> all, int... more) {
        return IntStream.concat(
                        all.stream().flatMapToInt(axes -> IntStream.of(axes.height(), axes.width())),
                        IntStream.of(more))
                .toArray();
    }

    private static void assertSame(DynamicCustomOp op, String body) {
        long[] computed = op.calculateOutputShape().get(0).getShape();
        assertThat(Gradients.withBatch(
                        1,
                        Compiled.body(body).networks().get(0).output().shape().dims()))
                .isEqualTo(computed);
    }
}
