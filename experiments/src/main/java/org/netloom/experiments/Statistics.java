package org.netloom.experiments;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.netloom.experiments.Findings.Quantity;
import org.netloom.experiments.Results.Over;
import org.netloom.experiments.RunRecord.Point;
import org.netloom.experiments.plot.Axis;
import org.netloom.experiments.plot.LineChart;
import org.netloom.experiments.plot.StripChart;
import org.netloom.runtime.statistics.Estimator;

/** How test accuracy scatters under different estimators of the moving statistics, on the same weights. */
final class Statistics implements Experiment {
    /** By the names of their series; the smoothing is the language's default. */
    static final Map<String, Estimator> ESTIMATORS = new LinkedHashMap<>();

    static {
        ESTIMATORS.put("ema(0.9)", Estimator.ema(0.9));
        ESTIMATORS.put("projected(0.9)", Estimator.projected(0.9));
        ESTIMATORS.put("kalman", Estimator.kalman(0.9));
        ESTIMATORS.put("kalman(control)", Estimator.kalman(0.9, true));
        ESTIMATORS.put("ema(0.99)", Estimator.ema(0.99));
        ESTIMATORS.put("cumulative", Estimator.cumulative());
    }

    static final String REFERENCE = "ema(0.9)";
    /** The first ones, with the recalibrated, are so close that they are shown by themselves, too. */
    private static final int CLOSE = 3;

    private final int every;

    /** @param every how many steps lie between two evaluations */
    Statistics(int every) {
        this.every = every;
    }

    @Override
    public String id() {
        return "statistics";
    }

    @Override
    public String title() {
        return "Estimators of the moving statistics";
    }

    @Override
    public String question() {
        return "How far does the test accuracy of one network scatter with the way its moving statistics are estimated?";
    }

    @Override
    public String method() {
        return String.format(
                Locale.ROOT,
                ("LeNet with batch normalization is trained by SGD at a learning rate of 1 in batches of 256. Every %d steps,"
                        + " and after the last one, its weights are scored on the test data once under the statistics of each"
                        + " estimator, all of which saw every batch, and once under statistics recalibrated from 1,024"
                        + " training examples. Weights, batches and test data are the same for all."),
                every);
    }

    @Override
    public int epochs() {
        return 4;
    }

    @Override
    public int seeds() {
        return 20;
    }

    @Override
    public List<Condition> conditions() {
        // Its own statistics are not scored; they make the batches say what the Kalman filter needs.
        return List.of(Condition.of("with bn", "lr 1")
                .parameters(Map.of("noisy", "true"))
                .recalibrate(0));
    }

    @Override
    public Probe probe(Probe.Subject subject) {
        return new EstimatorProbe(subject, ESTIMATORS, every);
    }

    @Override
    public Findings findings(Results results) {
        List<RunRecord> records = results.runs().values().iterator().next();
        List<String> names = new ArrayList<>(ESTIMATORS.keySet());
        names.add(CLOSE - 1, EstimatorProbe.RECALIBRATED);
        Axis accuracy = Axis.percent("test accuracy");
        StripChart all = new StripChart("All evaluations of all seeds", "estimator", accuracy);
        StripChart last = new StripChart("After the last step of each seed", "estimator", accuracy);
        LineChart course = new LineChart("Mean and range over the seeds", Axis.count("step"), accuracy);
        LineChart close = new LineChart(
                "The same of %s alone".formatted(String.join(", ", names.subList(0, CLOSE))),
                Axis.count("step"),
                accuracy);
        Map<String, Spread> ofAll = new LinkedHashMap<>();
        Map<String, Spread> ofLater = new LinkedHashMap<>();
        Map<String, Spread> ofLast = new LinkedHashMap<>();
        Map<String, Spread> ofSeeds = new LinkedHashMap<>();
        for (String name : names) {
            double[] values = values(records, name, point -> true);
            double[] ends = records.stream()
                    .mapToDouble(record -> record.last(EstimatorProbe.series(name)))
                    .toArray();
            all.group(name, values);
            last.group(name, ends);
            Results.curve(course, name, records, EstimatorProbe.series(name), Over.STEPS, 1);
            if (names.indexOf(name) < CLOSE) {
                Results.curve(close, name, records, EstimatorProbe.series(name), Over.STEPS, 1);
            }
            ofAll.put(name, Spread.of(values));
            ofLater.put(name, Spread.of(values(records, name, point -> point.epoch() > 1)));
            ofLast.put(name, Spread.of(ends));
            ofSeeds.put(name, Spread.of(seedMeans(records, name)));
        }
        StripChart.shareScale(List.of(all, last));
        Findings findings = new Findings()
                .figure(
                        "Test accuracy of the same weights. A point is one evaluation; the line is the mean, and the bar one"
                                + " standard deviation to each side.",
                        "all-evaluations",
                        all.svg(),
                        "last-step",
                        last.svg())
                .figure(
                        "Test accuracy over the training; bands go from the worst seed to the best.",
                        "course",
                        course.svg(),
                        "course-closer",
                        close.svg())
                .table("all_evaluations", "All evaluations of all seeds", "estimator", Quantity.ACCURACY, ofAll)
                .table(
                        "from_second_epoch",
                        "All evaluations from the second epoch on",
                        "estimator",
                        Quantity.ACCURACY,
                        ofLater)
                .table("last_step", "After the last step of each seed", "estimator", Quantity.ACCURACY, ofLast)
                .table("seed_means", "Each seed's mean over its evaluations", "estimator", Quantity.ACCURACY, ofSeeds);
        for (String name : names) {
            if (!name.equals(REFERENCE)) {
                findings.note(comparison(records, name));
            }
        }
        return findings;
    }

    /** Seed by seed, because the weights are the same. */
    private static String comparison(List<RunRecord> records, String name) {
        double[] means = seedMeans(records, name);
        double[] references = seedMeans(records, REFERENCE);
        int better = 0;
        int betterWorst = 0;
        for (int i = 0; i < means.length; i++) {
            better += means[i] >= references[i] ? 1 : 0;
            Spread ofName = Spread.of(records.get(i).values(EstimatorProbe.series(name)));
            Spread ofReference = Spread.of(records.get(i).values(EstimatorProbe.series(REFERENCE)));
            betterWorst += ofName.least() >= ofReference.least() ? 1 : 0;
        }
        return String.format(
                Locale.ROOT,
                "%s: its mean is at least that of %s with %d of %d seeds, its worst evaluation with %d.",
                name,
                REFERENCE,
                better,
                means.length,
                betterWorst);
    }

    private static double[] seedMeans(List<RunRecord> records, String name) {
        return records.stream()
                .mapToDouble(record ->
                        Spread.of(record.values(EstimatorProbe.series(name))).mean())
                .toArray();
    }

    private static double[] values(List<RunRecord> records, String name, Predicate<Point> which) {
        return records.stream()
                .flatMap(record -> record.points(EstimatorProbe.series(name)).stream())
                .filter(which)
                .mapToDouble(Point::value)
                .toArray();
    }
}
