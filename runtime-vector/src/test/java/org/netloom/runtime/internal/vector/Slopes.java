package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/**
 * Whether the vector engine's backward pass is the slope of its own forward pass: with {@code L = Σ r y} and random r, the central
 * difference of L along a random direction, of the input and all parameters together, is the gradients' part in that
 * direction.
 */
final class Slopes {
    private static final double STEP = 0x1p-7;

    /** Computes y of x and the parameters. */
    interface Forward {
        void run(Rig rig, Tensor x, NdArray[] parameters, Tensor y);
    }

    /** Computes the gradients of it. */
    interface Backward {
        void run(Rig rig, Tensor x, NdArray[] parameters, Tensor dy, Tensor dx, NdArray[] gradients);
    }

    private final int batch;
    private final int[] in;
    private final int[] out;
    private final long[][] shapes;
    private final SplittableRandom random = new SplittableRandom(7);

    /**
     * @param in the shape of x without the batch
     * @param out the shape of y without the batch
     * @param shapes of the parameters
     */
    Slopes(int batch, int[] in, int[] out, long[]... shapes) {
        this.batch = batch;
        this.in = in;
        this.out = out;
        this.shapes = shapes;
    }

    /**
     * Compares along five directions. A term that is missing or wrong changes a slope by something like the root of the
     * number of outputs; the difference's third derivative, times the step's square, and the roundings of L over the step,
     * are less than 1/200 of that.
     */
    void require(Forward forward, Backward backward) {
        double[] r = values(batch * size(out));
        List<double[]> point = point();
        List<double[]> gradients = Rig.results(Rig.VECTOR, batch, rig -> {
            NdArray[] parameters = parameters(point);
            NdArray[] results = Arrays.stream(shapes).map(rig::result).toArray(NdArray[]::new);
            Tensor x = rig.input(point.get(0), in);
            backward.run(rig, x, parameters, rig.input(r, out), rig.gradient(in), results);
            close(parameters);
        });
        // The input's comes last: a rig puts results out in the order in which they were asked for.
        gradients.add(0, gradients.remove(gradients.size() - 1));
        for (int i = 0; i < 5; i++) {
            List<double[]> direction = point();
            double difference =
                    (loss(moved(point, direction, STEP), r, forward) - loss(moved(point, direction, -STEP), r, forward))
                            / (2 * STEP);
            double slope = 0;
            for (int k = 0; k < direction.size(); k++) {
                slope += product(gradients.get(k), direction.get(k));
            }
            assertThat(slope).isCloseTo(difference, within(Math.sqrt(r.length) / 200));
        }
    }

    private double loss(List<double[]> point, double[] r, Forward forward) {
        double[] y = Rig.results(Rig.VECTOR, batch, rig -> {
                    NdArray[] parameters = parameters(point);
                    forward.run(rig, rig.input(point.get(0), in), parameters, rig.output(out));
                    close(parameters);
                })
                .get(0);
        return product(y, r);
    }

    private List<double[]> point() {
        List<double[]> values = new ArrayList<>();
        values.add(values(batch * size(in)));
        for (long[] shape : shapes) {
            values.add(values(Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b))));
        }
        return values;
    }

    private double[] values(int length) {
        return random.doubles(length, -1, 1).map(value -> (float) value).toArray();
    }

    private NdArray[] parameters(List<double[]> point) {
        NdArray[] arrays = new NdArray[shapes.length];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = Rig.VECTOR.zeros(shapes[i]);
            try (INDArray values = Nd4j.createFromArray(point.get(i + 1))) {
                arrays[i].values().assign(values.reshape(shapes[i]));
            }
        }
        return arrays;
    }

    private static void close(NdArray[] arrays) {
        Arrays.stream(arrays).forEach(NdArray::close);
    }

    private static List<double[]> moved(List<double[]> point, List<double[]> direction, double step) {
        List<double[]> moved = new ArrayList<>();
        for (int k = 0; k < point.size(); k++) {
            double[] values = point.get(k).clone();
            for (int i = 0; i < values.length; i++) {
                values[i] += step * direction.get(k)[i];
            }
            moved.add(values);
        }
        return moved;
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
}
