package org.netloom.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.statistics.Estimator;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.GeneratedNet;
import org.netloom.runtime.train.GradientListener;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** What is recorded of a run is what the run did, and recording it changes nothing. */
class ProbesTest {
    private static final DataSplit DATA = data();

    private static DataSplit data() {
        DataSplit glyphs = Datasets.open("glyphs");
        return DataSplit.of(Datasets.sample(glyphs.train(), 512, 1), Datasets.sample(glyphs.test(), 128, 1));
    }

    /** How a run ended. */
    private record Ending(List<double[]> parameters, double accuracy, RunRecord record) {}

    private interface Look {
        Probe at(Probe.Subject subject);
    }

    private static Ending train(Map<String, String> parameters, Look look) {
        GeneratedNet net = new Nets().of(Variant.LENET.with(parameters));
        TrainConfig config = net.trainConfig().toBuilder()
                .batch(64)
                .epochs(1)
                .seed(3)
                .recalibrate(0)
                .build();
        RunRecord record = new RunRecord();
        try (Engine engine = Engines.create("nd4j", DataType.DOUBLE, 1);
                Network network = net.create(engine);
                Evaluator evaluator = new Evaluator(network, 64)) {
            network.initialize(config.init(), 3);
            try (Probe probe = look.at(new Probe.Subject(net, network, config, DATA, 8, record))) {
                TrainListener both = TrainListener.all(new LearningProbe(record), probe);
                new Trainer(network, config, DATA, TrainOptions.defaults().withListener(both)).train();
            }
            List<double[]> values = new ArrayList<>();
            network.parameters()
                    .forEach(parameter ->
                            values.add(parameter.value().dup().data().asDouble()));
            return new Ending(
                    values, evaluator.evaluate(DATA.test(), config.loss()).accuracy(), record);
        }
    }

    @Test
    void scoringEstimatorsLeavesTheTrainingAsItIs() {
        Map<String, String> noisy = Map.of("noisy", "true");
        Ending alone = train(noisy, subject -> Probe.NONE);
        Ending scored = train(noisy, subject -> new EstimatorProbe(subject, estimators(), 3));
        assertThat(scored.parameters()).usingRecursiveComparison().isEqualTo(alone.parameters());
        assertThat(scored.record().values(LearningProbe.LOSS))
                .isEqualTo(alone.record().values(LearningProbe.LOSS));
        assertThat(scored.accuracy()).isEqualTo(alone.accuracy());
    }

    @Test
    void anEstimatorIsScoredAsIfTheNetworkHadIt() {
        RunRecord scored = train(Map.of("noisy", "true"), subject -> new EstimatorProbe(subject, estimators(), 3))
                .record();
        // Every third step, and the last, the eighth.
        assertThat(scored.points(EstimatorProbe.series("kalman")))
                .extracting(RunRecord.Point::step)
                .containsExactly(3L, 6L, 8L);
        // Networks that have the estimator themselves end with the same weights and the same accuracy.
        assertThat(scored.last(EstimatorProbe.series("kalman(control)")))
                .isEqualTo(train(Map.of("noisy", "true"), subject -> Probe.NONE).accuracy());
        assertThat(scored.last(EstimatorProbe.series("projected")))
                .isEqualTo(
                        train(Map.of("noisy", "false"), subject -> Probe.NONE).accuracy());
        // Such estimators differ: eight batches are far too few for an average that begins at 0.
        assertThat(scored.last(EstimatorProbe.series("slow")))
                .isNotEqualTo(scored.last(EstimatorProbe.series(EstimatorProbe.RECALIBRATED)));
    }

    private static Map<String, Estimator> estimators() {
        Map<String, Estimator> estimators = new LinkedHashMap<>();
        estimators.put("kalman", Estimator.kalman(0.9));
        estimators.put("kalman(control)", Estimator.kalman(0.9, true));
        estimators.put("projected", Estimator.projected(0.9));
        estimators.put("slow", Estimator.ema(0.99));
        return estimators;
    }

    @Test
    void recordsTheRootMeanSquareOfEachLayersGradient() {
        List<double[]> seen = new ArrayList<>();
        RunRecord record = train(Map.of(), subject -> new SeeingProbe(new GradientProbe(subject.record()), seen))
                .record();
        assertThat(seen).hasSize(8);
        double first = meanSquare(seen.get(0));
        double mean = seen.stream().mapToDouble(ProbesTest::meanSquare).sum() / 8;
        // Double throughout: what is left is the order of the sum.
        double[] values = record.values("gradient/conv2");
        assertThat(values).hasSize(2);
        assertThat(values[0]).isCloseTo(Math.sqrt(first), within(1e-12));
        assertThat(values[1]).isCloseTo(Math.sqrt(mean), within(1e-12));
        assertThat(values[1]).isNotCloseTo(values[0], within(1e-6));
    }

    private static double meanSquare(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum / values.length;
    }

    @Test
    void recordsTheAccuracyOfEachBatch() {
        RunRecord record = train(Map.of(), subject -> Probe.NONE).record();
        double[] batches = record.values(LearningProbe.BATCH_ACCURACY);
        assertThat(batches).hasSize(8);
        for (double accuracy : batches) {
            assertThat(accuracy * 64).isEqualTo(Math.rint(accuracy * 64));
        }
        assertThat(Spread.of(batches).mean()).isCloseTo(record.last(LearningProbe.TRAIN_ACCURACY), within(1e-12));
    }

    /** Tells another probe, and keeps the gradients by one layer's weights. */
    private record SeeingProbe(GradientProbe probe, List<double[]> seen) implements Probe, GradientListener {
        @Override
        public void backward(TrainingPass pass) {
            pass.gradients().stream()
                    .filter(gradient -> gradient.parameter().name().equals("conv2.weight"))
                    .forEach(gradient ->
                            seen.add(gradient.value().values().dup().data().asDouble()));
            probe.backward(pass);
        }

        @Override
        public void step(Step step) {
            probe.step(step);
        }

        @Override
        public void epoch(Epoch epoch) {
            probe.epoch(epoch);
        }
    }
}
