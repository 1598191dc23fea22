package org.netloom.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.parameter.Gradient;

/** What a network computes of one batch with its first weights. */
final class Results {
    /** Sums of some hundred floats, one behind the other. */
    private static final double FLOAT_TOLERANCE = 1e-4;

    private static final double DOUBLE_TOLERANCE = 1e-9;

    /** What is smaller than this is 0 but for rounding. */
    private static final double NOTHING = 1e-2;

    private static final long SEED = 5;

    private final DataType type;
    private final double[] output;
    private final double[] prediction;
    /** Of a random loss by each parameter, by its name. */
    private final Map<String, double[]> gradients;

    private Results(DataType type, double[] output, double[] prediction, Map<String, double[]> gradients) {
        this.type = type;
        this.output = output;
        this.prediction = prediction;
        this.gradients = gradients;
    }

    /** Computes them. */
    static Results of(Compilation compilation, Engine engine, INDArray x) {
        try (Network network = Compiled.make(compilation, engine);
                InferencePass inference = network.inference();
                TrainingPass pass = network.training()) {
            network.initialize(Initializer.XAVIER_UNIFORM, SEED);
            pass.seed(SEED);
            double[] prediction = values(inference.predict(x));
            double[] output = values(pass.copy(pass.forward(x)));
            long[] shape = Gradients.withBatch(x.size(0), network.outputShape());
            engine.write(Gradients.uniform(engine, new SplittableRandom(SEED), shape), pass.outputGradient());
            pass.backward();
            Map<String, double[]> gradients = new LinkedHashMap<>();
            for (Gradient gradient : pass.gradients()) {
                gradients.put(
                        gradient.parameter().name(),
                        gradient.value().values().dup('c').data().asDouble());
            }
            return new Results(engine.dataType(), output, prediction, gradients);
        }
    }

    /** How far training and inference are apart. */
    double differenceOfPasses() {
        return difference(output, prediction);
    }

    private static double[] values(INDArray array) {
        try (array) {
            return array.data().asDouble();
        }
    }

    /** Holds these to what was computed in double elsewhere. */
    void requireNear(Results expected, String where) {
        requireNear(output, expected.output, "the output of training", where);
        requireNear(prediction, expected.prediction, "the output of inference", where);
        gradients.forEach((name, values) ->
                requireNear(values, expected.gradients.getOrDefault(name, values), "the gradient by " + name, where));
    }

    private void requireNear(double[] actual, double[] expected, String what, String where) {
        double difference = difference(actual, expected);
        assertTrue(
                difference < (type == DataType.DOUBLE ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE),
                () -> String.format(
                        Locale.ROOT,
                        "%s of %s differs from nd4j's in double by %.2g of its size",
                        what,
                        where,
                        difference));
    }

    /** {@code ‖a - b‖ / ‖b‖}. */
    private static double difference(double[] a, double[] b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < b.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            size += b[i] * b[i];
        }
        return Math.sqrt(difference) / Math.max(NOTHING, Math.sqrt(size));
    }
}
