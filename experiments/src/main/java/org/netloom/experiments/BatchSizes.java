package org.netloom.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netloom.experiments.Findings.Quantity;
import org.netloom.experiments.plot.Axis;
import org.netloom.experiments.plot.LineChart;
import org.netloom.experiments.plot.StripChart;

/** Batch normalization in small batches and large ones. */
final class BatchSizes implements Experiment {
    private static final int[] SIZES = {2, 4, 8, 16, 32, 128, 512};
    /** The rate of models/lenet_bn.net, and its batch. */
    private static final double RATE = 1.0;

    private static final int RATE_BATCH = 256;
    private static final int WINDOW_EXAMPLES = 4096;

    private final long stepLimit;

    BatchSizes(long stepLimit) {
        this.stepLimit = stepLimit;
    }

    @Override
    public String id() {
        return "batch-sizes";
    }

    @Override
    public String title() {
        return "Batch sizes";
    }

    @Override
    public String question() {
        return "How small may a batch be whose mean and variance normalize it?";
    }

    @Override
    public String method() {
        return String.format(
                Locale.ROOT,
                ("LeNet with batch normalization, trained by SGD at a learning rate in proportion to the batch, 1 at 256"
                        + " (Goyal et al., 2017, Accurate, Large Minibatch SGD), so that as many examples move the weights as"
                        + " far. All sizes see the same examples the same number of times, but no run takes more than %,d"
                        + " steps, so that the smallest batches see fewer; the first table tells how many. The moving"
                        + " statistics are recalibrated from 1,024 training examples before the test."),
                stepLimit);
    }

    @Override
    public int epochs() {
        return 1;
    }

    @Override
    public int seeds() {
        return 2;
    }

    @Override
    public List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        for (int size : SIZES) {
            conditions.add(Condition.of("batch " + size, "")
                    .batch(size)
                    .learningRate(RATE * size / RATE_BATCH)
                    .stepLimit(stepLimit));
        }
        return conditions;
    }

    @Override
    public Findings findings(Results results) {
        LineChart loss =
                new LineChart("Training loss", Axis.count("examples seen"), Axis.log("training loss")).ordered();
        StripChart last = new StripChart("After the last step, each seed", "batch size", Axis.percent("test accuracy"));
        Map<String, Spread> examples = new LinkedHashMap<>();
        results.runs().forEach((condition, records) -> {
            int window = Math.max(1, WINDOW_EXAMPLES / condition.batch());
            for (RunRecord record : records) {
                double[] seen = record.points(LearningProbe.LOSS).stream()
                        .mapToDouble(point -> (double) point.step() * condition.batch())
                        .toArray();
                double[] smooth = Results.runningMean(record.values(LearningProbe.LOSS), window);
                loss.line(condition.group(), Results.thinned(seen), Results.thinned(smooth));
            }
            last.group(
                    String.valueOf(condition.batch()),
                    records.stream().mapToDouble(LearningRates::finalAccuracy).toArray());
            examples.put(
                    condition.name(),
                    Results.spread(
                            records,
                            record -> (double) record.points(LearningProbe.LOSS).size() * condition.batch()));
        });
        return new Findings()
                .figure(
                        String.format(
                                Locale.ROOT,
                                "Left: training loss over the examples seen, the mean of the last %,d, a line for each seed. Right: where training ends; the line is the mean, and the bar one standard deviation to each side.",
                                WINDOW_EXAMPLES),
                        "loss",
                        loss.svg(),
                        "last-step",
                        last.svg())
                .table("examples", "Examples seen, at most", "condition", Quantity.SIZE, examples)
                .table(
                        "test_accuracy",
                        "Test accuracy after the last step",
                        "condition",
                        Quantity.ACCURACY,
                        results.spreads(LearningRates::finalAccuracy))
                .table(
                        "train_accuracy",
                        "Accuracy over the last epoch's batches, in training mode",
                        "condition",
                        Quantity.ACCURACY,
                        results.spreads(record -> record.last(LearningProbe.TRAIN_ACCURACY)));
    }
}
