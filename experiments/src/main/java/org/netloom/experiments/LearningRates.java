package org.netloom.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.netloom.experiments.Findings.Quantity;
import org.netloom.experiments.Results.Over;
import org.netloom.experiments.plot.Axis;
import org.netloom.experiments.plot.LineChart;

/** LeNet with and without batch normalization over learning rates. */
final class LearningRates implements Experiment {
    private static final List<String> RATES = List.of("0.01", "0.03", "0.1", "0.3", "1", "3");
    private static final double GOAL = 0.9;
    /** One batch says too little of the accuracy, and too late is told when many are asked. */
    private static final int WINDOW = 20;

    @Override
    public String id() {
        return "learning-rates";
    }

    @Override
    public String title() {
        return "Learning rates with and without batch normalization";
    }

    @Override
    public String question() {
        return "Over which learning rates does LeNet learn, and how fast, with and without batch normalization?";
    }

    @Override
    public String method() {
        return String.format(
                Locale.ROOT,
                ("The same network, data, order of the data and initial weights at each rate, by SGD in batches of 256. Loss"
                        + " and accuracy are those of the steps' batches in training mode, as the mean of the last %d; steps to"
                        + " %.0f %% count until that mean first reaches it. Test accuracy is after the last epoch, of bn with"
                        + " statistics recalibrated from 1,024 training examples."),
                WINDOW,
                100 * GOAL);
    }

    @Override
    public int epochs() {
        return 3;
    }

    @Override
    public int seeds() {
        return 1;
    }

    @Override
    public List<Condition> conditions() {
        List<Condition> conditions = new ArrayList<>();
        for (Condition group : withAndWithout()) {
            for (String rate : RATES) {
                conditions.add(Condition.of(group.group(), "lr " + rate)
                        .variant(group.variant())
                        .learningRate(Double.parseDouble(rate)));
            }
        }
        return conditions;
    }

    /** The two that this experiment and that of the gradients compare. */
    static List<Condition> withAndWithout() {
        return List.of(
                Condition.of("without bn", "").parameters(Map.of("bn", "false")),
                Condition.of("with bn", "").parameters(Map.of("bn", "true")));
    }

    @Override
    public Findings findings(Results results) {
        Findings findings = new Findings();
        List<String> losses = new ArrayList<>();
        Map<String, LineChart> charts = new LinkedHashMap<>();
        Axis rates = Axis.log("learning rate");
        LineChart steps = new LineChart(
                        String.format(Locale.ROOT, "Steps to %.0f %% training accuracy", 100 * GOAL),
                        rates,
                        Axis.log("steps"))
                .withMarkers();
        LineChart tests = new LineChart(
                        "Test accuracy after the last epoch",
                        rates,
                        Axis.percent("test accuracy").over(0, 1))
                .withMarkers();
        for (String group : results.groups()) {
            Map<Condition, List<RunRecord>> runs = results.group(group);
            LineChart chart =
                    new LineChart("Loss, LeNet " + group, Axis.count("step"), Axis.log("training loss")).ordered();
            runs.forEach((condition, records) ->
                    Results.curve(chart, condition.level(), records, LearningProbe.LOSS, Over.STEPS, WINDOW));
            charts.put("loss-" + group.replace(' ', '-'), chart);
            overRates(steps, group, runs, LearningRates::stepsToGoal);
            overRates(tests, group, runs, LearningRates::finalAccuracy);
        }
        LineChart.shareScales(charts.values());
        charts.forEach((name, chart) -> losses.addAll(List.of(name, chart.svg())));
        findings.figure(
                String.format(
                        Locale.ROOT,
                        "Training loss by step, the mean of the last %d batches and over the seeds.",
                        WINDOW),
                losses.toArray(new String[0]));
        findings.figure(
                "Left: how many steps it takes, a missing point where no run got there. Right: where training ends.",
                "steps-to-goal",
                steps.svg(),
                "test-accuracy",
                tests.svg());
        findings.table(
                "test_accuracy",
                "Test accuracy after the last epoch",
                "condition",
                Quantity.ACCURACY,
                results.spreads(LearningRates::finalAccuracy));
        findings.table(
                "steps_to_goal",
                String.format(
                        Locale.ROOT, "Steps to %.0f %% training accuracy, of the runs that reached it", 100 * GOAL),
                "condition",
                Quantity.STEPS,
                results.spreads(LearningRates::stepsToGoal));
        return findings;
    }

    private static void overRates(
            LineChart chart, String name, Map<Condition, List<RunRecord>> runs, ToDoubleFunction<RunRecord> number) {
        Map<Double, Spread> spreads = new LinkedHashMap<>();
        runs.forEach((condition, records) -> spreads.put(condition.learningRate(), Results.spread(records, number)));
        double[] x = spreads.keySet().stream().mapToDouble(Double::doubleValue).toArray();
        chart.line(name, x, spreads.values().stream().mapToDouble(Spread::mean).toArray());
        if (spreads.values().stream().anyMatch(spread -> spread.of() > 1)) {
            chart.band(
                    name,
                    x,
                    spreads.values().stream().mapToDouble(Spread::least).toArray(),
                    spreads.values().stream().mapToDouble(Spread::greatest).toArray());
        }
    }

    /** NaN where it is not reached. */
    private static double stepsToGoal(RunRecord record) {
        double[] means = Results.runningMean(record.values(LearningProbe.BATCH_ACCURACY), WINDOW);
        for (int i = WINDOW - 1; i < means.length; i++) {
            if (means[i] >= GOAL) {
                return record.points(LearningProbe.BATCH_ACCURACY).get(i).step();
            }
        }
        return Double.NaN;
    }

    /** NaN where training ended in NaN. */
    static double finalAccuracy(RunRecord record) {
        return record.diverged() ? Double.NaN : record.last(LearningProbe.TEST_ACCURACY);
    }
}
