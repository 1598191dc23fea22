package org.netloom.runtime.optim;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Role;

/** The optimizers against PyTorch's formulas, written down in double in plain Java. */
class OptimizerTest {
    private static final int STEPS = 12;
    private static final long[][] SHAPES = {{4, 1, 3, 3}, {7}, {9}, {9}, {5, 33}};
    private static final List<Role> ROLES = List.of(Role.WEIGHT, Role.BIAS, Role.GAMMA, Role.BETA, Role.TABLE);

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
                AdamConfig.of(0.01).withBeta1(0.8).withBeta2(0.95).withEps(1e-3).withWeightDecay(0.05),
                SgdConfig.of(0.1).withWeightDecay(0.02).withDecayBiases(false),
                AdamConfig.of(0.01).withWeightDecay(0.05).withDecayBiases(false),
                AdamwConfig.of(0.01),
                AdamwConfig.of(0.01)
                        .withBeta1(0.8)
                        .withBeta2(0.95)
                        .withEps(1e-3)
                        .withWeightDecay(0.3),
                AdamwConfig.of(0.01).withWeightDecay(0.3).withDecayBiases(false),
                RmspropConfig.of(0.01),
                RmspropConfig.of(0.01).withAlpha(0.8).withEps(1e-3).withWeightDecay(0.05),
                RmspropConfig.of(0.01).withMomentum(0.9).withWeightDecay(0.05).withDecayBiases(false),
                RmspropConfig.of(0.01).withCentered(true),
                RmspropConfig.of(0.01)
                        .withCentered(true)
                        .withAlpha(0.7)
                        .withMomentum(0.8)
                        .withEps(1e-2),
                AdagradConfig.of(0.01),
                AdagradConfig.of(0.02)
                        .withLrDecay(0.1)
                        .withInitialAccumulatorValue(0.3)
                        .withEps(1e-3),
                AdagradConfig.of(0.02).withWeightDecay(0.05).withDecayBiases(false),
                AdadeltaConfig.of(1),
                AdadeltaConfig.of(0.7).withRho(0.8).withEps(1e-3).withWeightDecay(0.05),
                AdadeltaConfig.of(0.7).withWeightDecay(0.05).withDecayBiases(false),
                NadamConfig.of(0.01),
                NadamConfig.of(0.01)
                        .withBeta1(0.8)
                        .withBeta2(0.95)
                        .withEps(1e-3)
                        .withMomentumDecay(0.1),
                NadamConfig.of(0.01).withWeightDecay(0.05).withDecayBiases(false),
                NadamConfig.of(0.01).withWeightDecay(0.3).withDecoupledWeightDecay(true),
                LionConfig.of(0.001),
                LionConfig.of(0.01).withBeta1(0.7).withBeta2(0.9).withWeightDecay(0.3),
                LionConfig.of(0.01).withWeightDecay(0.3).withDecayBiases(false),
                LambConfig.of(0.01),
                LambConfig.of(0.01).withBeta1(0.8).withBeta2(0.95).withEps(1e-3).withWeightDecay(0.3),
                LambConfig.of(0.01).withWeightDecay(0.3).withDecayBiases(false));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void stepsAsPytorchInDouble(OptimizerConfig config) {
        // Twelve steps of a few roundings each at values around 1; 1 - beta2 of the first step magnifies them.
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
                    Parameters.of("p" + gradients.size(), ROLES.get(gradients.size()), value),
                    new NdArray(Nd4j.create(type, shape))));
            boolean bias = List.of(Role.BIAS, Role.GAMMA, Role.BETA)
                    .contains(gradients.get(expected.size()).parameter().role());
            expected.add(start);
            references.add(Reference.of(config, bias, start.length));
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

    /** Whoever has the arrays and the number of steps goes on to the same bits. */
    @ParameterizedTest
    @MethodSource("configs")
    void goesOnFromItsStateToTheSameBits(OptimizerConfig config) {
        assertThat(train(config, 5)).isEqualTo(train(config, 10));
    }

    /** Ten steps, and after so many of them another optimizer, which takes over what the first one keeps. */
    private static double[] train(OptimizerConfig config, int change) {
        SplittableRandom random = new SplittableRandom(3);
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 1)) {
            INDArray value = Nd4j.create(DataType.FLOAT, 5, 7);
            fill(value, random, 1);
            Gradient gradient = new Gradient(Parameters.of("p", Role.WEIGHT, value), engine.zeros(5, 7));
            Optimizer optimizer = config.optimizer(List.of(gradient), engine);
            for (int step = 0; step < 10; step++) {
                if (step == change) {
                    Optimizer next = config.optimizer(List.of(gradient), engine);
                    Optimizer before = optimizer;
                    next.state()
                            .forEach((name, array) -> array.values()
                                    .assign(requireNonNull(before.state().get(name))
                                            .values()));
                    next.resume(before.steps());
                    before.close();
                    optimizer = next;
                }
                fill(gradient.value().values(), random, 1);
                optimizer.step();
            }
            optimizer.close();
            return value.data().asDouble();
        }
    }

    @Test
    void saysWhichConstantCannotBe() {
        assertThatThrownBy(() -> LionConfig.of(0.1).withBeta1(1))
                .isInstanceOf(NetworkException.class)
                .hasMessage("beta1 of an optimizer is a number from 0 to below 1, not 1.0");
        assertThatThrownBy(() -> AdamwConfig.of(-0.1))
                .isInstanceOf(NetworkException.class)
                .hasMessage("lr of an optimizer is a number from 0 on, not -0.1");
        assertThatThrownBy(() -> RmspropConfig.of(0.1).withWeightDecay(Double.NaN))
                .isInstanceOf(NetworkException.class)
                .hasMessage("weight_decay of an optimizer is a number from 0 on, not NaN");
    }

    @Test
    void areWrittenAsInATrainSection() {
        assertThat(NadamConfig.of(0.01)
                        .withWeightDecay(0.1)
                        .withDecayBiases(false)
                        .withDecoupledWeightDecay(true))
                .hasToString("nadam(lr=0.01, weight_decay=0.1, decay_biases=false, decoupled_weight_decay=true)")
                .isEqualTo(NadamConfig.of(0.01)
                        .withWeightDecay(0.1)
                        .withDecoupledWeightDecay(true)
                        .withDecayBiases(false))
                .isNotEqualTo(NadamConfig.of(0.01).withWeightDecay(0.1));
        assertThat(SgdConfig.of(0.1).withDecayBiases(false))
                .hasToString("sgd(lr=0.1, decay_biases=false)")
                .isNotEqualTo(SgdConfig.of(0.1));
        assertThat(AdamConfig.of(0.1).withDecayBiases(false))
                .hasToString("adam(lr=0.1, decay_biases=false)")
                .isNotEqualTo(AdamConfig.of(0.1));
        assertThat(configs().map(OptimizerConfig::toString)).doesNotHaveDuplicates();
    }

    /** One parameter's optimizer as its paper or PyTorch's documentation has it. */
    private abstract static class Reference {
        final double[] first;
        final double[] second;
        final double[] third;
        int steps;

        Reference(int length) {
            first = new double[length];
            second = new double[length];
            third = new double[length];
        }

        void step(double[] p, double[] gradient) {
            steps++;
            for (int i = 0; i < p.length; i++) {
                p[i] = moved(i, p[i], gradient[i]);
            }
        }

        abstract double moved(int i, double p, double g);

        /** {@code m = beta m + (1 - beta) value}. */
        static double mean(double[] means, int i, double beta, double value) {
            means[i] = beta * means[i] + (1 - beta) * value;
            return means[i];
        }

        /** What Adam, AdamW and LAMB have in common. */
        double adam(int i, double g, double beta1, double beta2, double eps) {
            double m = mean(first, i, beta1, g) / (1 - Math.pow(beta1, steps));
            double v = mean(second, i, beta2, g * g) / (1 - Math.pow(beta2, steps));
            return m / (Math.sqrt(v) + eps);
        }

        static Reference of(OptimizerConfig config, boolean bias, int length) {
            if (config instanceof SgdConfig sgd) {
                double decay = bias && !sgd.decayBiases() ? 0 : sgd.weightDecay();
                return new Reference(length) {
                    @Override
                    double moved(int i, double p, double g) {
                        double d = g + decay * p;
                        first[i] = steps == 1 ? d : sgd.momentum() * first[i] + (1 - sgd.dampening()) * d;
                        return p - sgd.learningRate() * (sgd.nesterov() ? d + sgd.momentum() * first[i] : first[i]);
                    }
                };
            }
            if (config instanceof AdamConfig adam) {
                double decay = bias && !adam.decayBiases() ? 0 : adam.weightDecay();
                return new Reference(length) {
                    @Override
                    double moved(int i, double p, double g) {
                        return p - adam.learningRate() * adam(i, g + decay * p, adam.beta1(), adam.beta2(), adam.eps());
                    }
                };
            }
            if (config instanceof AdamwConfig adam) {
                double decay = bias && !adam.decayBiases() ? 0 : adam.weightDecay();
                return new Reference(length) {
                    @Override
                    double moved(int i, double p, double g) {
                        return p
                                - adam.learningRate() * decay * p
                                - adam.learningRate() * adam(i, g, adam.beta1(), adam.beta2(), adam.eps());
                    }
                };
            }
            if (config instanceof RmspropConfig rms) {
                double decay = bias && !rms.decayBiases() ? 0 : rms.weightDecay();
                return new Reference(length) {
                    @Override
                    double moved(int i, double p, double g) {
                        double d = g + decay * p;
                        double v = mean(first, i, rms.alpha(), d * d);
                        double average = mean(second, i, rms.alpha(), d);
                        double size = Math.sqrt(rms.centered() ? v - average * average : v) + rms.eps();
                        third[i] = rms.momentum() * third[i] + d / size;
                        return p - rms.learningRate() * third[i];
                    }
                };
            }
            return ofOthers(config, bias, length);
        }

        private static Reference ofOthers(OptimizerConfig config, boolean bias, int length) {
            if (config instanceof AdagradConfig ada) {
                double decay = bias && !ada.decayBiases() ? 0 : ada.weightDecay();
                return new Reference(length) {
                    @Override
                    double moved(int i, double p, double g) {
                        double d = g + decay * p;
                        first[i] += d * d;
                        double rate = ada.learningRate() / (1 + (steps - 1) * ada.lrDecay());
                        return p - rate * d / (Math.sqrt(ada.initialAccumulatorValue() + first[i]) + ada.eps());
                    }
                };
            }
            if (config instanceof AdadeltaConfig ada) {
                double decay = bias && !ada.decayBiases() ? 0 : ada.weightDecay();
                return new Reference(length) {
                    @Override
                    double moved(int i, double p, double g) {
                        double d = g + decay * p;
                        double v = mean(first, i, ada.rho(), d * d);
                        double step = Math.sqrt(second[i] + ada.eps()) / Math.sqrt(v + ada.eps()) * d;
                        mean(second, i, ada.rho(), step * step);
                        return p - ada.learningRate() * step;
                    }
                };
            }
            if (config instanceof NadamConfig nadam) {
                double decay = bias && !nadam.decayBiases() ? 0 : nadam.weightDecay();
                return new Reference(length) {
                    private double mu(int step) {
                        return nadam.beta1() * (1 - 0.5 * Math.pow(0.96, step * nadam.momentumDecay()));
                    }

                    private double product(int last) {
                        double product = 1;
                        for (int step = 1; step <= last; step++) {
                            product *= mu(step);
                        }
                        return product;
                    }

                    @Override
                    double moved(int i, double p, double g) {
                        double rate = nadam.learningRate();
                        boolean apart = nadam.decoupledWeightDecay();
                        double d = apart ? g : g + decay * p;
                        double m = mean(first, i, nadam.beta1(), d);
                        double v = mean(second, i, nadam.beta2(), d * d) / (1 - Math.pow(nadam.beta2(), steps));
                        double ahead = mu(steps + 1) * m / (1 - product(steps + 1))
                                + (1 - mu(steps)) * d / (1 - product(steps));
                        return (apart ? p * (1 - rate * decay) : p) - rate * ahead / (Math.sqrt(v) + nadam.eps());
                    }
                };
            }
            if (config instanceof LionConfig lion) {
                double decay = bias && !lion.decayBiases() ? 0 : lion.weightDecay();
                return new Reference(length) {
                    @Override
                    double moved(int i, double p, double g) {
                        double sign = Math.signum(lion.beta1() * first[i] + (1 - lion.beta1()) * g);
                        mean(first, i, lion.beta2(), g);
                        return p - lion.learningRate() * (sign + decay * p);
                    }
                };
            }
            LambConfig lamb = (LambConfig) config;
            double decay = bias && !lamb.decayBiases() ? 0 : lamb.weightDecay();
            return new Reference(length) {
                @Override
                void step(double[] p, double[] gradient) {
                    double[] before = p.clone();
                    super.step(p, gradient);
                    double ratio = norm(before) / norm(third);
                    for (int i = 0; i < p.length; i++) {
                        p[i] = before[i] - lamb.learningRate() * ratio * third[i];
                    }
                }

                @Override
                double moved(int i, double p, double g) {
                    third[i] = adam(i, g, lamb.beta1(), lamb.beta2(), lamb.eps()) + decay * p;
                    return p;
                }

                private double norm(double[] values) {
                    double squares = 0;
                    for (double value : values) {
                        squares += value * value;
                    }
                    return Math.sqrt(squares);
                }
            };
        }
    }
}
