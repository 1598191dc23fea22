package org.netloom.runtime.internal.vector;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** Softmax and the losses, against nd4j in double. */
class ClassesTest {
    private static final Softmax OP = Softmax.of("softmax1", "a.net:1:1");

    /** Vectors, sequences and images. */
    @Provide
    Arbitrary<int[]> shapes() {
        Arbitrary<Integer> extents = Arbitraries.integers().between(1, 12);
        return extents.array(int[].class).ofMinSize(1).ofMaxSize(3);
    }

    @Provide
    Arbitrary<int[]> shapesOfClasses() {
        Arbitrary<Integer> extents = Arbitraries.integers().between(1, 12);
        return extents.array(int[].class).ofMinSize(1).ofMaxSize(2);
    }

    @Property(tries = 150, seed = "1")
    void computesSoftmax(@ForAll("shapes") int[] shape, @ForAll @IntRange(min = 1, max = 40) int batch) {
        Rig.agree(batch, Rig.roundings(12), rig -> {
            Tensor y = rig.output(shape);
            rig.engine.kernel(OP).forward(rig.input(value -> 5 * value, shape), y);
            rig.engine.kernel(OP).backward(y, rig.input(shape), rig.gradient(shape));
        });
    }

    @Property(tries = 150, seed = "2")
    void computesCrossEntropy(@ForAll("shapesOfClasses") int[] shape, @ForAll @IntRange(min = 1, max = 40) int batch) {
        int labels = shape.length == 1 ? batch : batch * shape[0];
        Rig.agree(batch, Rig.roundings(12), 1.0 / labels, rig -> crossEntropy(rig, 5, shape));
    }

    @Test
    void computesCrossEntropyOfALargeBatch() {
        Rig.agree(300, Rig.roundings(12), 1.0 / 300, rig -> crossEntropy(rig, 5, 10));
    }

    /** e^200 is no float. */
    @Test
    void staysFiniteForLargeLogits() {
        Rig.agree(21, Rig.roundings(12), rig -> crossEntropy(rig, 200, 10));
        Rig.agree(21, Rig.roundings(12), rig -> crossEntropy(rig, 1e30, 10));
        Rig.agree(
                21,
                Rig.roundings(12),
                rig -> rig.engine.kernel(OP).forward(rig.input(value -> 1e30 * value, 10), rig.output(10)));
    }

    @Property(tries = 100, seed = "3")
    void computesMeanSquaredError(
            @ForAll("shapesOfClasses") int[] shape, @ForAll @IntRange(min = 1, max = 40) int batch) {
        int elements = Arrays.stream(shape).reduce(batch, Math::multiplyExact);
        Rig.agree(batch, Rig.roundings(12), 1.0 / elements, rig -> {
            long[] full = new long[shape.length + 1];
            full[0] = batch;
            for (int i = 0; i < shape.length; i++) {
                full[i + 1] = shape[i];
            }
            Tensor y = rig.input(shape);
            NdArray target = rig.parameter(full);
            rig.result(
                    new double[] {rig.engine.kernel(new MeanSquaredErrorLoss()).compute(y, target, rig.gradient(shape))
                    });
        });
    }

    private static void crossEntropy(Rig rig, double scale, int... shape) {
        int classes = shape[shape.length - 1];
        int[] labels = rig.labels(classes, shape.length == 1 ? 1 : shape[0]);
        Tensor logits = rig.input(value -> scale * value, shape);
        rig.result(
                new double[] {rig.engine.kernel(new CrossEntropyLoss()).compute(logits, labels, rig.gradient(shape))});
    }
}
