package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.internal.vector.memory.VectorTensor;

/**
 * One piece of work on one engine: what it asks for gets the same random numbers on every engine, and what it puts out
 * can be compared.
 *
 * <p>On the vector engine everything that is put out holds NaN at first, spare lanes included, so that an operation that
 * reads it or leaves a part of it alone is found out; and gradients must leave zeros in the spare lanes.
 */
final class Rig implements AutoCloseable {
    static final VectorEngine VECTOR = new VectorEngine(2);
    static final Engine DOUBLE = new Nd4jEngine(DataType.DOUBLE, 1);

    final Engine engine;
    private final Buffers buffers;
    private final int batch;
    private final SplittableRandom random;
    private final List<Object> results = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<NdArray> arrays = new ArrayList<>();

    private Rig(Engine engine, Buffers buffers, int batch, long seed) {
        this.engine = engine;
        this.buffers = buffers;
        this.batch = batch;
        this.random = new SplittableRandom(seed);
    }

    /** Does the work on the vector engine and in double, and compares all that comes out: sums of terms about 1. */
    static void agree(int batch, double tolerance, Consumer<Rig> work) {
        agree(batch, tolerance, 1, work);
    }

    /**
     * The same with sums of terms of another size.
     *
     * @param tolerance the largest difference, relative to the largest expected value or to the size of a term, whichever
     *     is larger: terms may cancel, and their roundings do not
     */
    static void agree(int batch, double tolerance, double term, Consumer<Rig> work) {
        requireAgreement(batch, tolerance, term, results(VECTOR, batch, work), results(DOUBLE, batch, work));
    }

    /** Does the work of inference on a single example, and compares as {@link #agree} does. */
    static void agreeOnOne(double tolerance, Consumer<Rig> work) {
        requireAgreement(1, tolerance, 1, resultsOfOne(VECTOR, work), resultsOfOne(DOUBLE, work));
    }

    private static void requireAgreement(
            int batch, double tolerance, double term, List<double[]> actual, List<double[]> expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(error(actual.get(i), expected.get(i), term))
                    .as("result %d of %d in a batch of %d", i + 1, expected.size(), batch)
                    .isLessThan(tolerance);
        }
    }

    /** What comes out of the work on this engine. */
    static List<double[]> results(Engine engine, int batch, Consumer<Rig> work) {
        return results(new Rig(engine, engine.buffers(), batch, 1), work);
    }

    /** What comes out of inference of a single example. */
    static List<double[]> resultsOfOne(Engine engine, Consumer<Rig> work) {
        return results(new Rig(engine, engine.inferenceBuffers(), 1, 1), work);
    }

    private static List<double[]> results(Rig made, Consumer<Rig> work) {
        try (made) {
            work.accept(made);
            return made.results();
        }
    }

    /**
     * What a sum of so many products may be away from float64, relative to the largest: its roundings, of 2^-24 each, add
     * up like a random walk. Four times that, and eight for what happens to a single number.
     */
    static double roundings(long terms) {
        return 0x1p-24 * (8 + 4 * Math.sqrt(terms));
    }

    /** An input of values in ±1, none of them near 0. */
    Tensor input(int... shape) {
        return input(value -> value, shape);
    }

    /** An input of such values, each of them mapped. */
    Tensor input(DoubleUnaryOperator map, int... shape) {
        Tensor tensor = tensor(shape);
        set(tensor, values(map, size(fullShape(tensor))));
        return tensor;
    }

    /** An input of these values. */
    Tensor input(double[] values, int... shape) {
        Tensor tensor = tensor(shape);
        set(tensor, values);
        return tensor;
    }

    /** An activation that the work puts out. */
    Tensor output(int... shape) {
        Tensor tensor = between(shape);
        results.add(tensor);
        return tensor;
    }

    /** An activation under another shape. */
    Tensor reshape(Tensor tensor, int... shape) {
        return buffers.reshape(tensor, shape);
    }

    /** A tensor of NaN, which an operation may leave so. */
    Tensor between(int... shape) {
        Tensor tensor = tensor(shape);
        double[] nothing = new double[Math.toIntExact(size(fullShape(tensor)))];
        Arrays.fill(nothing, Double.NaN);
        set(tensor, nothing);
        if (tensor instanceof VectorTensor ours) {
            ours.array().assign(Float.NaN);
        }
        return tensor;
    }

    /** A gradient by an activation that the work puts out. */
    Tensor gradient(int... shape) {
        Tensor tensor = output(shape);
        gradients.add(tensor);
        return tensor;
    }

    /** A parameter of values in ±1, none of them near 0. */
    NdArray parameter(long... shape) {
        return parameter(value -> value, shape);
    }

    /** A parameter of such values, each of them mapped. */
    NdArray parameter(DoubleUnaryOperator map, long... shape) {
        NdArray array = engine.zeros(shape);
        try (INDArray values = Nd4j.createFromArray(values(map, size(shape)))) {
            array.values().assign(values.reshape(shape));
        }
        arrays.add(array);
        return array;
    }

    /** A gradient by a parameter that the work puts out. */
    NdArray result(long... shape) {
        NdArray array = engine.zeros(shape);
        array.values().assign(Double.NaN);
        arrays.add(array);
        results.add(array);
        return array;
    }

    /** Numbers that the work puts out. */
    void result(double[] values) {
        results.add(values.clone());
    }

    /** A class for each example, or for each of its positions. */
    int[] labels(int classes, int positions) {
        return random.ints((long) batch * positions, 0, classes).toArray();
    }

    private Tensor tensor(int... shape) {
        Tensor tensor = buffers.tensor(shape);
        buffers.batch(batch);
        return tensor;
    }

    private void set(Tensor tensor, double[] values) {
        try (INDArray array = Nd4j.createFromArray(values)) {
            engine.write(array.reshape(fullShape(tensor)), tensor);
        }
    }

    /** Floats, so that every engine computes with the same numbers. */
    private double[] values(DoubleUnaryOperator map, long length) {
        double[] values = new double[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            double magnitude = random.nextDouble(0.05, 1);
            values[i] = (float) map.applyAsDouble(random.nextBoolean() ? magnitude : -magnitude);
        }
        return values;
    }

    private List<double[]> results() {
        List<double[]> all = new ArrayList<>();
        for (Object result : results) {
            switch (result) {
                case Tensor tensor -> {
                    buffers.complete(tensor);
                    all.add(get(engine, tensor));
                }
                case NdArray array -> all.add(array.values().dup('c').data().asDouble());
                default -> all.add((double[]) result);
            }
        }
        gradients.forEach(Rig::requireSpareLanesOfZeros);
        return all;
    }

    static double[] get(Engine engine, Tensor tensor) {
        try (INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, fullShape(tensor))) {
            engine.read(tensor, array);
            return array.data().asDouble();
        }
    }

    private static void requireSpareLanesOfZeros(Tensor gradient) {
        if (gradient instanceof VectorTensor ours) {
            double[] values = ours.array().dup('c').data().asDouble();
            for (int i = (ours.blocks() - 1) * ours.elements() * Lanes.COUNT; i < values.length; i++) {
                if (i % Lanes.COUNT >= ours.lanesOfLast()) {
                    assertThat(values[i]).as("a spare lane of a gradient").isZero();
                }
            }
        }
    }

    private static long[] fullShape(Tensor tensor) {
        long[] shape = new long[tensor.shape().size() + 1];
        shape[0] = tensor.batch();
        for (int i = 1; i < shape.length; i++) {
            shape[i] = tensor.shape().get(i - 1);
        }
        return shape;
    }

    private static long size(long[] shape) {
        long size = 1;
        for (long extent : shape) {
            size *= extent;
        }
        return size;
    }

    /** The largest difference over the largest expected value; infinite where one has a NaN or ±∞ and the other not. */
    static double error(double[] actual, double[] expected, double least) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double largest = least;
        for (int i = 0; i < actual.length; i++) {
            if (Double.compare(actual[i], expected[i]) == 0) {
                largest = Math.max(largest, Double.isFinite(expected[i]) ? Math.abs(expected[i]) : 0);
            } else if (!Double.isFinite(actual[i]) || !Double.isFinite(expected[i])) {
                return Double.POSITIVE_INFINITY;
            } else {
                difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
                largest = Math.max(largest, Math.abs(expected[i]));
            }
        }
        return difference / largest;
    }

    @Override
    public void close() {
        buffers.close();
        arrays.forEach(NdArray::close);
    }
}
