package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.inspect.BatchNormReport;
import org.netloom.runtime.inspect.BatchNormReport.Channel;
import org.netloom.runtime.inspect.BatchNormReport.Measured;
import org.netloom.runtime.inspect.Dead;
import org.netloom.runtime.inspect.Drift;
import org.netloom.runtime.inspect.Inspection;
import org.netloom.runtime.inspect.LayerStep;
import org.netloom.runtime.inspect.StepPicture;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.train.Recalibration;
import org.netloom.runtime.train.TrainConfig;

/** What {@link Inspection} says of generated networks, and that it leaves them as they were. */
class InspectionTest {
    private static final int EXAMPLES = 480;
    private static final TrainConfig CONFIG =
            TrainConfig.builder().batch(60).learningRate(0.25).seed(5).build();
    private static final Engine ENGINE = new Nd4jEngine(DataType.DOUBLE);
    /** Both sides are sums of 480 doubles near 1, in another order. */
    private static final double ROUNDING = 1e-12;

    @Test
    void measuresTheDriftFromTheStatisticsOfTheBatches() {
        try (Network network = network("input(6) dense(5) bn sigmoid dense(4) bn(scale=false) relu dense(3)")) {
            setStatistics(network, "bn1", 1.5, 3.25);
            Inspection inspection = inspect(network);
            double[][] x = firstDense(network);
            BatchNormReport bn1 = report(inspection, "bn1");
            double squares = 0;
            double logs = 0;
            for (int c = 0; c < 5; c++) {
                double mean = 0;
                for (double[] row : x) {
                    mean += row[c] / EXAMPLES;
                }
                double variance = 0;
                for (double[] row : x) {
                    variance += (row[c] - mean) * (row[c] - mean) / EXAMPLES;
                }
                Measured measured = requireNonNull(bn1.channels().get(c).measured());
                double drift = Math.abs(1.5 - mean) / Math.sqrt(variance + 1e-5);
                double ratio = (3.25 + 1e-5) / (variance + 1e-5);
                assertThat(measured.mean()).isCloseTo(mean, within(ROUNDING));
                assertThat(measured.variance()).isCloseTo(variance, within(ROUNDING));
                assertThat(measured.meanDrift()).isCloseTo(drift, within(10 * ROUNDING));
                assertThat(measured.varianceRatio()).isCloseTo(ratio, within(10 * ROUNDING));
                squares += drift * drift;
                logs += Math.log(ratio) * Math.log(ratio);
            }
            Drift drift = requireNonNull(bn1.drift());
            assertThat(drift.mean()).isCloseTo(Math.sqrt(squares / 5), within(10 * ROUNDING));
            assertThat(drift.variance()).isCloseTo(Math.exp(Math.sqrt(logs / 5)), within(10 * ROUNDING));
            assertThat(inspection.alarms()).extracting(BatchNormReport::layer).contains("bn1");
        }
    }

    /** Mean and variance each raise the alarm alone, just above their bounds, and not just below. */
    @Test
    void theAlarmSpeaksFromItsBoundsOn() {
        try (Network network = network("input(6) dense(5) bn sigmoid dense(4) bn relu dense(3)")) {
            recalibrate(network);
            assertThat(inspect(network).alarms()).isEmpty();
            List<Measured> exact = report(inspect(network), "bn1").channels().stream()
                    .map(channel -> requireNonNull(channel.measured()))
                    .toList();
            for (double factor : new double[] {0.99, 1.01}) {
                for (int c = 0; c < 5; c++) {
                    double deviation = Math.sqrt(exact.get(c).variance() + 1e-5);
                    set(network, "bn1.running_mean", c, exact.get(c).mean() + 0.15 * factor * deviation);
                }
                assertThat(report(inspect(network), "bn1").alarm()).isEqualTo(factor > 1);
            }
            recalibrate(network);
            for (double factor : new double[] {0.99, 1.01}) {
                for (int c = 0; c < 5; c++) {
                    set(network, "bn1.running_var", c, (exact.get(c).variance() + 1e-5) / (1.5 * factor) - 1e-5);
                }
                assertThat(report(inspect(network), "bn1").alarm()).isEqualTo(factor > 1);
            }
        }
    }

    @Test
    void fewExamplesAlarmLater() {
        assertThat(Drift.alarmingMean(1024)).isEqualTo(0.15);
        assertThat(Drift.alarmingMean(100)).isEqualTo(0.3);
        assertThat(Drift.alarmingVariance(1024)).isEqualTo(1.5);
        assertThat(Drift.alarmingVariance(18)).isCloseTo(Math.E, within(1e-12));
    }

    /** Statistics that are not numbers are as far away as can be. */
    @Test
    void nanIsAnAlarm() {
        try (Network network = network("input(6) dense(5) bn dense(3)")) {
            recalibrate(network);
            set(network, "bn1.running_mean", 2, Double.NaN);
            assertThat(inspect(network).alarms()).hasSize(1);
        }
    }

    @Test
    void measuresOneStepOfTheOptimizer() {
        try (Network network = network("input(6) dense(5) bn sigmoid dense(3)")) {
            TrainConfig oneBatch = CONFIG.toBuilder()
                    .batch(EXAMPLES)
                    .optimizer(SgdConfig.of(0.25))
                    .build();
            List<LayerStep> steps =
                    Inspection.of(network, oneBatch, rows(network), EXAMPLES).steps();
            assertThat(steps).extracting(LayerStep::layer).containsExactly("dense1", "bn1", "dense2");
            try (TrainingPass pass = network.training();
                    INDArray x = all(network)) {
                int[] labels = new int[EXAMPLES];
                for (int i = 0; i < EXAMPLES; i++) {
                    labels[i] = rows(network).label(i);
                }
                ENGINE.kernel(new CrossEntropyLoss()).compute(pass.forward(x), labels, pass.outputGradient());
                pass.backward();
                for (LayerStep step : steps) {
                    double squares = 0;
                    double weights = 0;
                    long size = 0;
                    for (Gradient gradient : pass.gradients()) {
                        if (gradient.parameter().name().startsWith(step.layer() + ".")) {
                            squares += Math.pow(
                                    gradient.value().values().norm2Number().doubleValue(), 2);
                            weights += Math.pow(
                                    gradient.parameter().value().norm2Number().doubleValue(), 2);
                            size += gradient.value().values().length();
                        }
                    }
                    assertThat(step.size()).isEqualTo(size);
                    assertThat(step.gradient()).isCloseTo(Math.sqrt(squares / size), within(ROUNDING));
                    // Gradient descent moves by the learning rate times the gradient.
                    assertThat(requireNonNull(step.change()))
                            .isCloseTo(0.25 * Math.sqrt(squares / weights), within(ROUNDING));
                }
            }
            // A bias starts at 0, and nothing is relative to that.
            assertThat(steps.get(2).parameters())
                    .extracting(LayerStep::layer)
                    .containsExactly("dense2.weight", "dense2.bias");
            assertThat(steps.get(2).parameters().get(1).change()).isNull();
        }
    }

    /** Bits of everything, and of the training that follows: an estimator knows more than its arrays say. */
    @ParameterizedTest
    @ValueSource(strings = {"bn", "bn(stats=cumulative)", "bn(stats=kalman)", "bn(ghost=16)", "bn(frozen=true)"})
    void lookingChangesNothing(String bn) {
        List<double[]> undisturbed = trained(bn, false);
        List<double[]> lookedAt = trained(bn, true);
        assertThat(lookedAt).hasSameSizeAs(undisturbed);
        for (int i = 0; i < undisturbed.size(); i++) {
            assertThat(lookedAt.get(i)).containsExactly(undisturbed.get(i));
        }
    }

    private static List<double[]> trained(String bn, boolean look) {
        try (Network network = network("input(6) dense(5) %s relu dropout(0.5) dense(3)".formatted(bn));
                TrainingPass pass = network.training()) {
            for (int step = 0; step < 4; step++) {
                try (INDArray x = Gradients.uniform(ENGINE, new SplittableRandom(step), 32, 6)) {
                    pass.forward(x);
                }
                if (look) {
                    List<double[]> before = parameters(network);
                    inspect(network);
                    List<double[]> after = parameters(network);
                    for (int i = 0; i < before.size(); i++) {
                        assertThat(after.get(i)).containsExactly(before.get(i));
                    }
                }
            }
            return parameters(network);
        }
    }

    @Test
    void findsChannelsThatAreDead() {
        try (Network network = network("input(2,5,4) conv(4,2) bn relu conv(4,2) bn sigmoid flatten dense(3)")) {
            INDArray conv = parameter(network, "conv1.weight");
            for (long i = 0; i < 8; i++) {
                conv.data().put(i, 0.0);
            }
            set(network, "bn1.weight", 1, 1e-4);
            set(network, "bn1.bias", 1, 0.5);
            set(network, "bn1.bias", 2, -50);
            // As far down, with a sigmoid behind: that is small, and not nothing.
            set(network, "bn2.bias", 2, -50);
            Inspection inspection = inspect(network);
            assertThat(dead(inspection, "bn1", 0)).containsExactly(Dead.CONSTANT, Dead.SILENT);
            assertThat(dead(inspection, "bn1", 1)).containsExactly(Dead.NO_SCALE);
            assertThat(dead(inspection, "bn1", 2)).containsExactly(Dead.SILENT);
            assertThat(dead(inspection, "bn1", 3)).isEmpty();
            assertThat(report(inspection, "bn2").deadChannels()).isZero();
            assertThat(report(inspection, "bn1").deadChannels()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bn relu(6)", "bn relu"})
    void findsSilenceBehindEveryRelu(String layers) {
        assertThat(deadOfChannel1("input(6) dense(4) %s dense(3)".formatted(layers)))
                .containsExactly(Dead.SILENT);
    }

    /** The next output in forward order need not be that of the layer behind, and not every layer behind is a relu. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(6) dense(4) add { bn | relu } dense(3)",
                "input(6) dense(4) bn leaky_relu dense(3)",
                "input(6) dense(4) bn dense(4) relu dense(3)",
                "input(6) dense(4) bn dropout(0.5) dense(3)"
            })
    void whatIsNoReluSilencesNothing(String body) {
        assertThat(deadOfChannel1(body)).isEmpty();
    }

    private static Iterable<Dead> deadOfChannel1(String body) {
        try (Network network = network(body)) {
            set(network, "bn1.bias", 1, -50);
            return dead(inspect(network), "bn1", 1);
        }
    }

    @Test
    void withoutDataTheMovingVarianceTellsWhatIsConstant() {
        try (Network network = network("input(6) dense(4) bn(eps=0.001) relu dense(3)")) {
            set(network, "bn1.running_var", 0, 0.001);
            set(network, "bn1.running_var", 1, 0.0011);
            Inspection inspection = Inspection.of(network);
            assertThat(inspection.sample()).isNull();
            assertThat(inspection.steps()).isEmpty();
            assertThat(inspection.alarms()).isEmpty();
            assertThat(report(inspection, "bn1").drift()).isNull();
            assertThat(dead(inspection, "bn1", 0)).containsExactly(Dead.CONSTANT);
            assertThat(dead(inspection, "bn1", 1)).isEmpty();
        }
    }

    @Test
    void frozenIsNotMeasuredAndWhatIsMissingIsNull() {
        try (Network network =
                network("input(6) dense(4) bn(frozen=true, center=false) relu dense(4) bn(scale=false) dense(3)")) {
            setStatistics(network, "bn1", 9, 9);
            Inspection inspection = inspect(network);
            assertThat(report(inspection, "bn1").frozen()).isTrue();
            assertThat(report(inspection, "bn1").alarm()).isFalse();
            assertThat(report(inspection, "bn1").drift()).isNull();
            assertThat(report(inspection, "bn1").betas()).isNull();
            assertThat(report(inspection, "bn2").gammas()).isNull();
            assertThat(report(inspection, "bn2").channels())
                    .extracting(Channel::gamma)
                    .containsOnlyNulls();
            assertThat(report(inspection, "bn2").drift()).isNotNull();
        }
    }

    @Test
    void aNetWithoutBatchNormalizationHasItsGradients() {
        try (Network network = network("input(6) dense(4) relu dense(3)")) {
            assertThatThrownBy(() -> Inspection.of(network))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("Test has no batch normalization to look at; with data there are its gradients");
            assertThatThrownBy(() -> Inspection.requireLayer(network, "bn1"))
                    .hasMessage("Test has no batch normalization bn1 and no other");
            assertThat(inspect(network).steps()).extracting(LayerStep::layer).containsExactly("dense1", "dense2");
            assertThatThrownBy(() -> Inspection.of(network, CONFIG, new Rows(List.of(7), 60), 60))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageContaining("7")
                    .hasMessageContaining("6");
        }
    }

    @Test
    void takesWholeBatches() {
        try (Network network = network("input(6) dense(4) bn dense(3)")) {
            Inspection.Sample sample = requireNonNull(
                    Inspection.of(network, CONFIG, rows(network), 200).sample());
            assertThat(sample.examples()).isEqualTo(180);
            assertThat(sample.batch()).isEqualTo(60);
            sample = requireNonNull(Inspection.of(network, CONFIG, new Rows(List.of(6), 50), 200)
                    .sample());
            assertThat(sample.examples()).isEqualTo(50);
            assertThat(sample.batch()).isEqualTo(50);
        }
    }

    @Test
    void drawsABarForEachLayerAndPanel() {
        try (Network network = network("input(6) dense(5) bn sigmoid dense(3)")) {
            String svg = StepPicture.svg("Test", inspect(network));
            assertThat(svg).contains(">dense1<", ">bn1<", ">dense2<", "1e-").doesNotContain("NaN", "Infinity");
            assertThat(svg.split("<rect x=", -1)).hasSize(1 + 2 * 3);
        }
    }

    private static Network network(String body) {
        Network network = Compiled.make(Compiled.body(body), ENGINE);
        network.initialize(CONFIG.init(), 11);
        return network;
    }

    private static Rows rows(Network network) {
        return new Rows(network.inputShape(), EXAMPLES);
    }

    private static Inspection inspect(Network network) {
        return Inspection.of(network, CONFIG, rows(network), EXAMPLES);
    }

    private static void recalibrate(Network network) {
        try (Recalibration recalibration = new Recalibration(network, rows(network), EXAMPLES, 60, 3)) {
            recalibration.run();
        }
    }

    private static BatchNormReport report(Inspection inspection, String layer) {
        return inspection.batchNorms().stream()
                .filter(report -> report.layer().equals(layer))
                .findFirst()
                .orElseThrow();
    }

    private static Iterable<Dead> dead(Inspection inspection, String layer, int channel) {
        return report(inspection, layer).channels().get(channel).dead();
    }

    private static INDArray parameter(Network network, String name) {
        return network.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static void set(Network network, String name, int channel, double value) {
        parameter(network, name).putScalar(channel, value);
        network.parametersChanged();
    }

    private static void setStatistics(Network network, String layer, double mean, double variance) {
        parameter(network, layer + ".running_mean").assign(mean);
        parameter(network, layer + ".running_var").assign(variance);
        network.parametersChanged();
    }

    private static List<double[]> parameters(Network network) {
        List<double[]> values = new ArrayList<>();
        for (Parameter parameter : network.parameters()) {
            values.add(parameter.value().dup('c').data().asDouble());
        }
        return values;
    }

    /** What comes into the first batch normalization: x Wᵀ, the bias being dropped before it. */
    private static double[][] firstDense(Network network) {
        INDArray weight = parameter(network, "dense1.weight");
        double[][] y = new double[EXAMPLES][5];
        float[] x = new float[6];
        for (int i = 0; i < EXAMPLES; i++) {
            rows(network).copy(i, x, 0);
            for (int c = 0; c < 5; c++) {
                for (int j = 0; j < 6; j++) {
                    y[i][c] += x[j] * weight.getDouble(c, j);
                }
            }
        }
        return y;
    }

    private static INDArray all(Network network) {
        INDArray all = ENGINE.zeros(EXAMPLES, 6).values();
        float[] x = new float[6];
        for (int i = 0; i < EXAMPLES; i++) {
            rows(network).copy(i, x, 0);
            for (int j = 0; j < 6; j++) {
                all.putScalar(i, j, x[j]);
            }
        }
        return all;
    }
}
