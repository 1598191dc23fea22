package org.netloom.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netloom.experiments.Findings.Quantity;
import org.netloom.experiments.RunRecord.Point;
import org.netloom.experiments.plot.Axis;
import org.netloom.experiments.plot.StripChart;
import org.netloom.runtime.optim.AdamConfig;

/** The estimators of {@link Statistics} where other things are different: rates, batches, optimizers, networks. */
final class StatisticsElsewhere implements Experiment {
    private static final String REFERENCE = Statistics.REFERENCE;
    private static final long STEPS = 480;
    /** Of the large networks, whose step takes some 20 times as long as LeNet's. */
    private static final long STEPS_OF_LARGE = 240;

    private static final Map<String, String> NOISY = Map.of("noisy", "true");

    private final int every;
    private final List<Condition> conditions;

    /** @param every how many steps lie between two evaluations */
    StatisticsElsewhere(int every) {
        this(every, all());
    }

    StatisticsElsewhere(int every, List<Condition> conditions) {
        this.every = every;
        this.conditions = List.copyOf(conditions);
    }

    @Override
    public String id() {
        return "statistics-elsewhere";
    }

    @Override
    public String title() {
        return "Estimators of the moving statistics, under other conditions";
    }

    @Override
    public String question() {
        return "At which learning rates, batch sizes, optimizers and networks is one estimator of the moving statistics better"
                + " than another?";
    }

    @Override
    public String method() {
        return String.format(
                Locale.ROOT,
                ("Networks with batch normalization are trained for at most %d steps, by SGD in batches of 256 where the name"
                        + " of a condition does not say otherwise; resnet18 and mobilenet_v2, on images of 28 by 28, for %d steps"
                        + " at a learning rate of 0.1 in batches of 128. Every %d steps, and after the last one, the same weights"
                        + " are scored on the test data under the statistics of each estimator, and under statistics"
                        + " recalibrated from 1,024 training examples."),
                STEPS,
                STEPS_OF_LARGE,
                every);
    }

    /** More than the steps that are taken need. */
    @Override
    public int epochs() {
        return 4;
    }

    @Override
    public int seeds() {
        return 3;
    }

    @Override
    public List<Condition> conditions() {
        return conditions;
    }

    static List<Condition> all() {
        return List.of(
                lenet("lr 0.1", NOISY).learningRate(0.1),
                lenet("lr 0.3", NOISY).learningRate(0.3),
                lenet("lr 3", NOISY).learningRate(3),
                lenet("batch 32, lr 0.125", NOISY).batch(32).learningRate(0.125),
                lenet("batch 32, lr 1", NOISY).batch(32),
                lenet("relu, lr 0.3", Map.of("noisy", "true", "rectified", "true"))
                        .learningRate(0.3),
                lenet("adam, lr 0.001", NOISY).optimizer(AdamConfig.of(0.001)),
                lenet("adam, lr 0.01", NOISY).optimizer(AdamConfig.of(0.01)),
                large("resnet18", Variant.RESNET18),
                large("mobilenet_v2", Variant.MOBILENET_V2));
    }

    private static Condition lenet(String level, Map<String, String> parameters) {
        return Condition.of("lenet", level)
                .parameters(parameters)
                .recalibrate(0)
                .stepLimit(STEPS);
    }

    private static Condition large(String name, Variant variant) {
        return Condition.of(name, "lr 0.1")
                .variant(variant)
                .learningRate(0.1)
                .batch(128)
                .recalibrate(0)
                .stepLimit(STEPS_OF_LARGE);
    }

    @Override
    public Probe probe(Probe.Subject subject) {
        return new EstimatorProbe(subject, Statistics.ESTIMATORS, every);
    }

    @Override
    public Findings findings(Results results) {
        Findings findings = new Findings();
        List<String> names = new ArrayList<>(Statistics.ESTIMATORS.keySet());
        names.add(EstimatorProbe.RECALIBRATED);
        for (String name : names) {
            if (!name.equals(REFERENCE)) {
                Map<String, Spread> differences = new LinkedHashMap<>();
                results.runs()
                        .forEach((condition, records) ->
                                differences.put(condition.name(), Spread.of(differences(records, name))));
                findings.table(
                        "difference_" + name,
                        "%s minus %s, evaluation by evaluation".formatted(name, REFERENCE),
                        "condition",
                        Quantity.ACCURACY,
                        differences);
            }
        }
        findings.figure(
                "A point is one evaluation of one seed; the line is the mean, and the bar one standard deviation to each side.",
                "projected",
                differences(results, "projected(0.9)"),
                "recalibrated",
                differences(results, EstimatorProbe.RECALIBRATED));
        results.runs().forEach((condition, records) -> {
            Map<String, Spread> all = new LinkedHashMap<>();
            for (String name : names) {
                all.put(
                        name,
                        Spread.of(records.stream()
                                .flatMap(record -> record.points(EstimatorProbe.series(name)).stream())
                                .mapToDouble(Point::value)
                                .toArray()));
            }
            findings.table(
                    "all_evaluations_" + condition.name(),
                    "All evaluations of all seeds: " + condition.name(),
                    "estimator",
                    Quantity.ACCURACY,
                    all);
        });
        return findings;
    }

    private static String differences(Results results, String name) {
        StripChart chart = new StripChart(
                "%s minus %s".formatted(name, REFERENCE), "condition", Axis.percent("difference in test accuracy"));
        results.runs().forEach((condition, records) -> chart.group(condition.name(), differences(records, name)));
        return chart.svg();
    }

    /** Of the same weights. */
    private static double[] differences(List<RunRecord> records, String name) {
        List<Double> differences = new ArrayList<>();
        for (RunRecord record : records) {
            double[] values = record.values(EstimatorProbe.series(name));
            double[] references = record.values(EstimatorProbe.series(REFERENCE));
            for (int i = 0; i < values.length; i++) {
                differences.add(values[i] - references[i]);
            }
        }
        return differences.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
