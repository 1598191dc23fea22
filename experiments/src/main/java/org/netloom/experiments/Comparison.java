package org.netloom.experiments;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netloom.experiments.Findings.Quantity;
import org.netloom.experiments.Results.Over;
import org.netloom.experiments.plot.Axis;
import org.netloom.experiments.plot.LineChart;
import org.netloom.experiments.plot.StripChart;

/**
 * A few variants of a network, trained alike, compared by their course and by where they end.
 *
 * @param smoothing of how many batches a loss is the mean
 */
record Comparison(
        String id,
        String title,
        String question,
        String method,
        int epochs,
        int seeds,
        List<Condition> conditions,
        int smoothing)
        implements Experiment {
    private static final String COMMON =
            " Training is by SGD at a learning rate of %s in batches of 256, from the same initial weights for each seed; the"
                    + " moving statistics are recalibrated from 1,024 training examples before each test.";

    static Experiment dropout() {
        return new Comparison(
                "dropout",
                "Batch normalization with and without dropout",
                "Does dropout help a network that has batch normalization?",
                "LeNet with batch normalization, without dropout and with dropout of 20 % and 50 % of the outputs of both"
                        + " hidden dense layers." + String.format(Locale.ROOT, COMMON, "1"),
                2,
                3,
                List.of(
                        Condition.of("bn", "no dropout").parameters(Map.of("dropout", "0.0")),
                        Condition.of("bn", "dropout 0.2").parameters(Map.of("dropout", "0.2")),
                        Condition.of("bn", "dropout 0.5").parameters(Map.of("dropout", "0.5"))),
                20);
    }

    static Experiment placement() {
        return new Comparison(
                "placement",
                "Batch normalization before and after the activation",
                "Is batch normalization better before the activation or after it?",
                "LeNet with sigmoid and with ReLU, each with batch normalization before and after every activation."
                        + String.format(Locale.ROOT, COMMON, "0.3"),
                2,
                3,
                List.of(
                        placed("sigmoid", false, false),
                        placed("sigmoid", true, false),
                        placed("relu", false, true),
                        placed("relu", true, true)),
                20);
    }

    private static Condition placed(String activation, boolean after, boolean rectified) {
        return Condition.of(activation, after ? "bn after" : "bn before")
                .parameters(Map.of("after", String.valueOf(after), "rectified", String.valueOf(rectified)))
                .learningRate(0.3);
    }

    @Override
    public Findings findings(Results results) {
        LineChart loss = new LineChart("Training loss", Axis.count("step"), Axis.log("training loss"));
        LineChart test =
                new LineChart("Test accuracy", Axis.count("epoch"), Axis.percent("test accuracy")).withMarkers();
        StripChart last = new StripChart("After the last epoch, each seed", "condition", Axis.percent("test accuracy"));
        results.runs().forEach((condition, records) -> {
            Results.curve(loss, condition.name(), records, LearningProbe.LOSS, Over.STEPS, smoothing);
            Results.curve(test, condition.name(), records, LearningProbe.TEST_ACCURACY, Over.EPOCHS, 1);
            last.group(
                    condition.name(),
                    records.stream().mapToDouble(LearningRates::finalAccuracy).toArray());
        });
        return new Findings()
                .figure(
                        String.format(
                                Locale.ROOT,
                                "Left: training loss, the mean of the last %d batches. Right: test accuracy after each epoch. Lines are the mean over the seeds, bands go from the least to the greatest.",
                                smoothing),
                        "loss",
                        loss.svg(),
                        "test-accuracy",
                        test.svg())
                .figure(
                        "Where training ends. A point is one seed; the line is the mean, and the bar one standard deviation to"
                                + " each side.",
                        "last-epoch",
                        last.svg())
                .table(
                        "test_accuracy",
                        "Test accuracy after the last epoch",
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
