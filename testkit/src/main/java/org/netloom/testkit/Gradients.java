package org.netloom.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Parameter;

/**
 * Compares the gradients of a network with central differences, in double.
 *
 * <p>The loss is {@code L = Σ r y} with random r, so that its gradient by the output y is r. For each array of weights
 * the error is {@code ‖g - d‖ / (‖g‖ + ‖d‖)} with the Euclidean norm, g the gradient and d the differences {@code (L(w +
 * h) - L(w - h)) / 2h}. At h = 1e-5 the differences are good to about 1e-9: h² from the third derivative, and 1e-16/h
 * from rounding.
 */
final class Gradients {
    static final double TOLERANCE = 1e-6;
    private static final double H = 1e-5;
    private static final long DROPOUT_SEED = 11;

    private final Engine engine;
    private final TrainingPass pass;
    private final INDArray x;
    private final INDArray r;

    private Gradients(Network network, TrainingPass pass, INDArray x, SplittableRandom random) {
        this.engine = network.engine();
        this.pass = pass;
        this.x = x;
        this.r = uniform(engine, random, withBatch(x.size(0), network.outputShape()));
    }

    /**
     * Moves all trained weights away from their starting values, and gives the relative error of the gradient by each of
     * them, which {@link #TOLERANCE} bounds.
     */
    static Map<Parameter, Double> relativeErrors(Network network, int batch, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return relativeErrors(
                network, uniform(network.engine(), random, withBatch(batch, network.inputShape())), random);
    }

    /** The same at this input. */
    static Map<Parameter, Double> relativeErrors(Network network, INDArray x, SplittableRandom random) {
        network.parameters().stream()
                .filter(parameter -> parameter.role().trained())
                .forEach(parameter -> disturb(parameter.value(), random));
        try (TrainingPass pass = network.training()) {
            return new Gradients(network, pass, x, random).relativeErrors();
        }
    }

    private Map<Parameter, Double> relativeErrors() {
        loss();
        engine.write(r, pass.outputGradient());
        pass.backward();
        Map<Parameter, Double> errors = new LinkedHashMap<>();
        for (Gradient gradient : pass.gradients()) {
            INDArray computed = gradient.value().values().dup('c');
            errors.put(gradient.parameter(), error(gradient.parameter(), computed));
        }
        return errors;
    }

    private double error(Parameter parameter, INDArray computed) {
        INDArray weight = parameter.value();
        double difference = 0;
        double size = 0;
        double computedSize = 0;
        for (long i = 0; i < weight.length(); i++) {
            double old = weight.getDouble(i);
            weight.putScalar(i, old + H);
            double above = loss();
            weight.putScalar(i, old - H);
            double below = loss();
            weight.putScalar(i, old);
            double d = (above - below) / (2 * H);
            double g = computed.getDouble(i);
            difference += (g - d) * (g - d);
            size += d * d;
            computedSize += g * g;
        }
        double length = Math.sqrt(size);
        assertTrue(length > 1e-3, () -> "the gradient by %s is too small to compare".formatted(parameter));
        return Math.sqrt(difference) / (Math.sqrt(size) + Math.sqrt(computedSize));
    }

    private double loss() {
        pass.seed(DROPOUT_SEED);
        Tensor y = pass.forward(x);
        INDArray values = engine.zeros(r.shape()).values();
        engine.read(y, values);
        double sum = 0;
        for (long i = 0; i < values.length(); i++) {
            sum += values.getDouble(i) * r.getDouble(i);
        }
        values.close();
        return sum;
    }

    private static void disturb(INDArray values, SplittableRandom random) {
        for (long i = 0; i < values.length(); i++) {
            values.putScalar(i, values.getDouble(i) + random.nextDouble(-0.6, 0.6));
        }
    }

    /** Values in ±1, never zeros. */
    static INDArray uniform(Engine engine, SplittableRandom random, long... shape) {
        INDArray values = engine.zeros(shape).values();
        for (long i = 0; i < values.length(); i++) {
            values.putScalar(i, random.nextDouble(-1, 1));
        }
        return values;
    }

    static long[] withBatch(long batch, List<Integer> shape) {
        long[] full = new long[shape.size() + 1];
        full[0] = batch;
        for (int i = 0; i < shape.size(); i++) {
            full[i + 1] = shape.get(i);
        }
        return full;
    }
}
