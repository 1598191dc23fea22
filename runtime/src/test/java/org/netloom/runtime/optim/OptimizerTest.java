package org.netloom.runtime.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.Parameters;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Role;

/** The optimizers against PyTorch's formulas, written down in double in plain Java. */
class OptimizerTest {
    private static final int STEPS = 12;
    private static final long[][] SHAPES = {{4, 1, 3, 3}, {7}, {5, 33}};

    static Stream<OptimizerConfig> configs() {
        return Stream.of(
                SgdConfig.of(0.3),
                SgdConfig.of(0.3).withWeightDecay(0.02),
                SgdConfig.of(0.1).withMomentum(0.9),
                SgdConfig.of(0.1).withMomentum(0.9).withWeightDecay(0.02),
                SgdConfig.of(0.1).withMomentum(0.9).withWeightDecay(0.02).withNesterov(true),
                SgdConfig.of(0.1).withMomentum(0.9).withDampening(0.3).withWeightDecay(0.02),
                AdamConfig.of(0),
                AdamConfig.of(0.01),
                AdamConfig.of(0.01).withBeta1(0.8).withBeta2(0.95).withEps(1e-3).withWeightDecay(0.05));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void stepsAsPytorchInDouble(OptimizerConfig config) {
        // Twelve steps of a few roundings each at values around 1.
        requireAgreement(config, DataType.DOUBLE, 1e-13);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void stepsAsPytorchInFloat(OptimizerConfig config) {
        // The same with 2⁻²⁴ for 2⁻⁵³; Adam divides by square roots of small numbers.
        requireAgreement(config, DataType.FLOAT, 3e-6);
    }

    private static void requireAgreement(OptimizerConfig config, DataType type, double tolerance) {
        SplittableRandom random = new SplittableRandom(11);
        List<Gradient> gradients = new ArrayList<>();
        List<double[]> expected = new ArrayList<>();
        List<Reference> references = new ArrayList<>();
        for (long[] shape : SHAPES) {
            INDArray value = Nd4j.create(type, shape);
            double[] start = fill(value, random, 1);
            gradients.add(new Gradient(
                    Parameters.of("p" + gradients.size(), Role.WEIGHT, value), new NdArray(Nd4j.create(type, shape))));
            expected.add(start);
            references.add(new Reference(config, start.length));
        }
        Engine engine = Engines.create("nd4j", type, 1);
        Optimizer optimizer = config.optimizer(gradients, engine);
        try (engine;
                optimizer) {
            for (int step = 0; step < STEPS; step++) {
                for (int i = 0; i < gradients.size(); i++) {
                    // Gradients over many sizes, so that eps and the roots matter.
                    double[] gradient = fill(gradients.get(i).value().values(), random, Math.pow(10, -step % 5));
                    references.get(i).step(expected.get(i), gradient);
                }
                optimizer.step();
            }
        }
        for (int i = 0; i < gradients.size(); i++) {
            double[] actual =
                    gradients.get(i).parameter().value().dup('c').data().asDouble();
            assertThat(actual).containsExactly(expected.get(i), within(tolerance));
        }
    }

    /** One of somebody's own: each step moves a parameter by the sign of its gradient. */
    private record SignConfig(double learningRate) implements OptimizerConfig {
        @Override
        public SignConfig withLearningRate(double rate) {
            return new SignConfig(rate);
        }

        @Override
        public Optimizer optimizer(List<Gradient> gradients, Engine engine) {
            return new PassOptimizer(this, gradients, engine) {
                @Override
                protected void beginStep() {
                    // All steps are the same.
                }

                @Override
                protected void move(int i, NdArray parameter, NdArray gradient) {
                    double[] values = new double[2];
                    double[] slopes = new double[2];
                    engine().read(parameter, values);
                    engine().read(gradient, slopes);
                    for (int j = 0; j < 2; j++) {
                        values[j] -= learningRate() * Math.signum(slopes[j]);
                    }
                    engine().write(values, parameter);
                }
            };
        }
    }

    @Test
    void takesAnOptimizerOfSomebodyElse() {
        try (Engine engine = Engines.create("nd4j", DataType.DOUBLE, 1)) {
            NdArray value = engine.zeros(2);
            NdArray slope = engine.zeros(2);
            engine.write(new double[] {3, -7}, slope);
            Gradient gradient = new Gradient(Parameters.of("p", Role.WEIGHT, value.values()), slope);
            try (Optimizer optimizer = new SignConfig(1).withLearningRate(0.5).optimizer(List.of(gradient), engine)) {
                optimizer.step();
                optimizer.learningRate(3.5);
                optimizer.step();
                assertThat(optimizer.steps()).isEqualTo(2);
            }
            assertThat(value.values().data().asDouble()).containsExactly(-4, 4);
        }
    }

    /** Random values that the array's type can hold, and the same as doubles. */
    private static double[] fill(INDArray array, SplittableRandom random, double size) {
        double[] values = new double[(int) array.length()];
        for (int i = 0; i < values.length; i++) {
            double value = size * (2 * random.nextDouble() - 1);
            values[i] = array.dataType() == DataType.FLOAT ? (float) value : value;
            array.putScalar(i, values[i]);
        }
        return values;
    }

    /** One parameter's optimizer, element by element. */
    private static final class Reference {
        private final OptimizerConfig config;
        private final double[] first;
        private final double[] second;
        private int steps;

        Reference(OptimizerConfig config, int length) {
            this.config = config;
            this.first = new double[length];
            this.second = new double[length];
        }

        void step(double[] p, double[] gradient) {
            steps++;
            for (int i = 0; i < p.length; i++) {
                if (config instanceof SgdConfig sgd) {
                    double d = gradient[i] + sgd.weightDecay() * p[i];
                    first[i] = steps == 1 ? d : sgd.momentum() * first[i] + (1 - sgd.dampening()) * d;
                    p[i] -= sgd.learningRate() * (sgd.nesterov() ? d + sgd.momentum() * first[i] : first[i]);
                } else if (config instanceof AdamConfig adam) {
                    double g = gradient[i] + adam.weightDecay() * p[i];
                    first[i] = adam.beta1() * first[i] + (1 - adam.beta1()) * g;
                    second[i] = adam.beta2() * second[i] + (1 - adam.beta2()) * g * g;
                    double m = first[i] / (1 - Math.pow(adam.beta1(), steps));
                    double v = second[i] / (1 - Math.pow(adam.beta2(), steps));
                    p[i] -= adam.learningRate() * m / (Math.sqrt(v) + adam.eps());
                }
            }
        }
    }
}
