package org.netloom.runtime.internal.nd4j;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.NdArray;

/** One operation of an engine between Java arrays, and finite differences through it. */
final class Rig implements AutoCloseable {
    static final Engine FLOAT = Engines.create("nd4j", DataType.FLOAT, 2);
    static final Engine DOUBLE = Engines.create("nd4j", DataType.DOUBLE, 2);

    final Engine engine;
    private final Buffers buffers;

    Rig(Engine engine) {
        this.engine = engine;
        this.buffers = engine.buffers();
    }

    static Engine engine(DataType type) {
        return type == DataType.FLOAT ? FLOAT : DOUBLE;
    }

    /** What a result of this type may be away from float64, relative to the largest value: a few hundred roundings. */
    static double tolerance(DataType type) {
        return type == DataType.FLOAT ? 2e-5 : 1e-12;
    }

    Tensor tensor(int... shape) {
        return buffers.tensor(shape);
    }

    Tensor reshape(Tensor source, int... shape) {
        return buffers.reshape(source, shape);
    }

    void batch(int examples) {
        buffers.batch(examples);
    }

    void set(Tensor tensor, double[] values) {
        try (INDArray array = Nd4j.createFromArray(values)) {
            engine.write(array.reshape(fullShape(tensor)), tensor);
        }
    }

    double[] get(Tensor tensor) {
        try (INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, fullShape(tensor))) {
            engine.read(tensor, array);
            return array.data().asDouble();
        }
    }

    NdArray array(double[] values, long... shape) {
        NdArray array = engine.zeros(shape);
        set(array, values);
        return array;
    }

    static void set(NdArray target, double[] values) {
        try (INDArray array = Nd4j.createFromArray(values)) {
            target.values().assign(array.reshape(target.values().shape()));
        }
    }

    static double[] get(NdArray array) {
        return array.values().dup('c').data().asDouble();
    }

    private static long[] fullShape(Tensor tensor) {
        long[] shape = new long[tensor.shape().size() + 1];
        shape[0] = tensor.batch();
        for (int i = 1; i < shape.length; i++) {
            shape[i] = tensor.shape().get(i - 1);
        }
        return shape;
    }

    @Override
    public void close() {
        buffers.close();
    }

    /** Values in ±1, none of them near 0. */
    static double[] random(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            double magnitude = random.nextDouble(0.05, 1);
            values[i] = random.nextBoolean() ? magnitude : -magnitude;
        }
        return values;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The largest difference over the largest expected value. */
    static double error(double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            throw new AssertionError(actual.length + " values, not " + expected.length);
        }
        double difference = 0;
        double largest = 1e-30;
        for (int i = 0; i < actual.length; i++) {
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }

    /** The gradient of {@code loss} by central differences; both errors, h² and 1e-16 / h, are far below 1e-6. */
    static double[] differences(double[] at, ToDoubleFunction<double[]> loss) {
        double h = 1e-4;
        double[] gradient = new double[at.length];
        double[] moved = at.clone();
        for (int i = 0; i < at.length; i++) {
            moved[i] = at[i] + h;
            double above = loss.applyAsDouble(moved);
            moved[i] = at[i] - h;
            gradient[i] = (above - loss.applyAsDouble(moved)) / (2 * h);
            moved[i] = at[i];
        }
        return gradient;
    }
}
