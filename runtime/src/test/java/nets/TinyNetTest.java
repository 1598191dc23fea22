package nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Parameter;

/** A whole generated network on the nd4j engine. */
class TinyNetTest {
    private static final Engine ENGINE = Engines.create("nd4j", DataType.DOUBLE, 2);
    private static final int[] LABELS = {0, 2, 1, 1, 0, 2, 2};

    @Test
    void gradientsAreTheDerivativesOfTheLoss() {
        try (TinyNet net = new TinyNet(ENGINE);
                TinyNet.Training training = net.training();
                INDArray x = images(LABELS.length, 1)) {
            // Not the starting values, where several terms vanish; a negative scale too.
            set(net.bn1().gamma().values(), -0.7, 1.3, 0.4, -1.1);
            set(net.bn1().beta().values(), 0.3, -0.2, 0.5, 0.1);
            loss(training, x, 3);
            training.backward();
            double[][] gradients = training.gradients().stream()
                    .map(gradient -> gradient.value().values().dup('c').data().asDouble())
                    .toArray(double[][]::new);

            for (int p = 0; p < gradients.length; p++) {
                INDArray parameter = training.gradients().get(p).parameter().value();
                double[] numeric = new double[gradients[p].length];
                double h = 1e-5;
                for (int i = 0; i < numeric.length; i++) {
                    double value = parameter.data().getDouble(i);
                    parameter.data().put(i, value + h);
                    double above = loss(training, x, 3);
                    parameter.data().put(i, value - h);
                    numeric[i] = (above - loss(training, x, 3)) / (2 * h);
                    parameter.data().put(i, value);
                }
                assertThat(error(gradients[p], numeric))
                        .as(training.gradients().get(p).parameter().name())
                        .isLessThan(1e-6);
            }
        }
    }

    @Test
    void lossFallsInTraining() {
        try (TinyNet net = new TinyNet(ENGINE);
                TinyNet.Training training = net.training();
                INDArray x = images(LABELS.length, 2)) {
            double first = loss(training, x, 1);
            for (int step = 0; step < 100; step++) {
                loss(training, x, step);
                training.backward();
                descend(training, 0.5);
            }
            assertThat(loss(training, x, 1)).isLessThan(first / 4);
        }
    }

    @Test
    void movingStatisticsFollowTheBatches() {
        try (TinyNet net = new TinyNet(ENGINE);
                TinyNet.Training training = net.training()) {
            double mean = 0;
            double variance = 1;
            for (int step = 0; step < 5; step++) {
                try (INDArray x = images(4 + step, 10 + step)) {
                    training.forward(x);
                    double[] conv = conv1(net, x, 0);
                    double batchMean = java.util.Arrays.stream(conv).average().orElseThrow();
                    double batchVariance = java.util.Arrays.stream(conv)
                            .map(v -> (v - batchMean) * (v - batchMean))
                            .average()
                            .orElseThrow();
                    mean = 0.9 * mean + 0.1 * batchMean;
                    variance = 0.9 * variance + 0.1 * batchVariance;
                }
            }
            assertThat(net.bn1().movingMean().values().getDouble(0)).isCloseTo(mean, within(1e-12));
            assertThat(net.bn1().movingVariance().values().getDouble(0)).isCloseTo(variance, within(1e-12));
        }
    }

    @Test
    void inferenceUsesMovingStatisticsAndChangesNothing() {
        try (TinyNet net = new TinyNet(ENGINE);
                TinyNet.Training training = net.training();
                TinyNet.Inference inference = net.inference();
                INDArray x = images(6, 3)) {
            training.forward(x);
            double[][] before = values(net);
            try (INDArray all = inference.predict(x);
                    INDArray one = inference.predict(x.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 3)));
                    INDArray trained = ENGINE.zeros(6, 3).values()) {
                assertThat(values(net)).isDeepEqualTo(before);
                // No example depends on its neighbors, as it does in training.
                for (int k = 0; k < 3; k++) {
                    assertThat(one.getDouble(0, k)).isCloseTo(all.getDouble(2, k), within(1e-13));
                }
                ENGINE.read(training.forward(x), trained);
                assertThat(trained.sub(all).norm2Number().doubleValue()).isGreaterThan(0.01);
            }
        }
    }

    @Test
    void batchesOfAnySizeAlternate() {
        try (TinyNet net = new TinyNet(ENGINE);
                TinyNet.Inference inference = net.inference();
                INDArray seven = images(7, 4);
                INDArray first = inference.predict(seven);
                INDArray three = inference.predict(seven.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 3)));
                INDArray again = inference.predict(seven)) {
            assertThat(again.data().asDouble()).isEqualTo(first.data().asDouble());
            assertThat(three.sub(first.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 3)))
                            .norm2Number()
                            .doubleValue())
                    .isLessThan(1e-13);
        }
    }

    @Test
    void sameSeedSameBits() {
        double[][][] runs = new double[2][][];
        for (int run = 0; run < 2; run++) {
            try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 2);
                    TinyNet net = new TinyNet(engine);
                    TinyNet.Training training = net.training();
                    INDArray x = images(LABELS.length, 5)) {
                for (int step = 0; step < 20; step++) {
                    training.forward(x);
                    engine.kernel(new CrossEntropyLoss())
                            .compute(training.forward(x), LABELS, training.outputGradient());
                    training.backward();
                    descend(training, 0.3);
                }
                runs[run] = values(net);
            }
        }
        assertThat(runs[1]).isDeepEqualTo(runs[0]);
    }

    @Test
    void initializeStartsAfresh() {
        try (TinyNet net = new TinyNet(ENGINE);
                TinyNet.Training training = net.training();
                INDArray x = images(LABELS.length, 6)) {
            double[][] start = values(net);
            loss(training, x, 1);
            training.backward();
            descend(training, 0.5);
            assertThat(values(net)[0]).isNotEqualTo(start[0]);

            net.initialize(TinyNet.trainConfig().init(), TinyNet.trainConfig().seed());
            assertThat(values(net)).isDeepEqualTo(start);
            net.initialize(TinyNet.trainConfig().init(), TinyNet.trainConfig().seed() + 1);
            assertThat(values(net)[0]).isNotEqualTo(start[0]);
        }
    }

    @Test
    void saysWhatIsWrongWithABatch() {
        try (TinyNet net = new TinyNet(ENGINE);
                TinyNet.Training training = net.training();
                INDArray wrong = Nd4j.rand(DataType.DOUBLE, 2, 1, 8, 9);
                INDArray x = images(2, 7)) {
            assertThatThrownBy(() -> training.forward(wrong))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("TinyNet takes inputs of shape [N, 1, 8, 8] but was given [2, 1, 8, 9]");
            assertThatThrownBy(() -> ENGINE.kernel(new CrossEntropyLoss())
                            .compute(training.forward(x), new int[] {0, 3}, training.outputGradient()))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("label 3 of example 1 in the batch is not a class from 0 to 2");
            assertThatThrownBy(() -> ENGINE.kernel(new CrossEntropyLoss())
                            .compute(training.forward(x), new int[] {0}, training.outputGradient()))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("1 labels for a batch of 2");
        }
    }

    private static double loss(TrainingPass training, INDArray x, long seed) {
        training.seed(seed);
        return ENGINE.kernel(new CrossEntropyLoss()).compute(training.forward(x), LABELS, training.outputGradient());
    }

    private static void descend(TrainingPass training, double rate) {
        training.gradients()
                .forEach(gradient -> gradient.parameter()
                        .value()
                        .subi(gradient.value().values().mul(rate)));
    }

    /** Channel {@code c} of the first convolution, from its definition. */
    private static double[] conv1(TinyNet net, INDArray x, int c) {
        INDArray weight = net.conv1().weight().values();
        double[] y = new double[(int) x.size(0) * 36];
        for (int i = 0; i < y.length; i++) {
            for (int k = 0; k < 9; k++) {
                y[i] += weight.getDouble(c, 0, k / 3, k % 3)
                        * x.getDouble(i / 36, 0, i % 36 / 6 + k / 3, i % 6 + k % 3);
            }
        }
        return y;
    }

    private static double[][] values(TinyNet net) {
        return net.parameters().stream()
                .map(Parameter::value)
                .map(value -> value.dup('c').data().asDouble())
                .toArray(double[][]::new);
    }

    private static INDArray images(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Nd4j.createFromArray(random.doubles(n * 64L).toArray()).reshape(n, 1, 8, 8);
    }

    private static void set(INDArray array, double... values) {
        for (int i = 0; i < values.length; i++) {
            array.putScalar(i, values[i]);
        }
    }

    private static double error(double[] actual, double[] expected) {
        double difference = 0;
        double largest = 1e-30;
        for (int i = 0; i < actual.length; i++) {
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return difference / largest;
    }
}
