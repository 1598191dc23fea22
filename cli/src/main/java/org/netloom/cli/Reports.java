package org.netloom.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.predict.Mistake;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.SeedReport;
import org.netloom.runtime.train.Spread;
import org.netloom.runtime.train.TrainReport;

/** The JSON objects of {@code --json}: one line, keys always the same and in this order. */
final class Reports {
    private Reports() {}

    /** Those of validation are null where the data have no such part, those of test where training was stopped from outside. */
    static String json(TrainReport report) {
        return Json.write(object(report));
    }

    /** Each training as without several seeds, and the mean and the standard deviation of what came of them. */
    static String json(SeedReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("runs", report.runs().stream().map(Reports::object).toList());
        String metric = report.runs().isEmpty() ? "accuracy" : SeedTraining.metric(report);
        object.put("validation_loss", spread(report.validationLoss()));
        object.put("validation_" + metric, spread(report.validationMain()));
        object.put("test_loss", spread(report.testLoss()));
        object.put("test_" + metric, spread(report.testMain()));
        object.put("stopped", report.stopped());
        return Json.write(object);
    }

    private static @Nullable Map<String, @Nullable Object> spread(@Nullable Spread spread) {
        if (spread == null) {
            return null;
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("mean", number(spread.mean()));
        object.put("standard_deviation", number(spread.standardDeviation()));
        return object;
    }

    private static Map<String, @Nullable Object> object(TrainReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("net", report.net());
        object.put("engine", report.engine());
        object.put("epochs", report.epochs());
        object.put("steps", report.steps());
        String metric =
                report.train() == null ? "accuracy" : report.train().main().name();
        putFigures(object, "train", report.train(), metric);
        putFigures(object, "validation", report.validation(), metric);
        putFigures(object, "test", report.test(), metric);
        object.put("images_per_second", report.imagesPerSecond());
        object.put("seed", report.seed());
        object.put(
                "checkpoint",
                report.checkpoint() == null ? null : report.checkpoint().toString());
        object.put("metrics", report.test() == null ? null : metrics(report.test()));
        return object;
    }

    /** @param worst the examples with the greatest loss; null where nobody asked for them */
    static String json(Network network, Evaluation test, double imagesPerSecond, @Nullable List<Mistake> worst) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("net", network.name());
        object.put("engine", network.engine().name());
        object.put("examples", test.examples());
        putFigures(object, "test", test, test.main().name());
        object.put("images_per_second", imagesPerSecond);
        object.put("metrics", metrics(test));
        if (worst != null) {
            object.put("worst", WorstText.objects(worst));
        }
        return Json.write(object);
    }

    /** @param metric that says most, named where there are no figures, too */
    private static void putFigures(
            Map<String, @Nullable Object> object, String part, @Nullable Evaluation figures, String metric) {
        object.put(part + "_loss", figures == null ? null : figures.loss());
        object.put(
                part + "_" + metric,
                figures == null ? null : number(figures.main().value()));
    }

    /** Each metric, and where it has parts, those of each class, label or number: {@code {"value":0.9,"each":[…]}}. */
    private static Map<String, @Nullable Object> metrics(Evaluation test) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        for (Score score : test.scores()) {
            if (score.name().equals("confusion")) {
                all.put(score.name(), matrix(score.parts()));
            } else if (score.parts().isEmpty()) {
                all.put(score.name(), number(score.value()));
            } else {
                Map<String, @Nullable Object> parts = new LinkedHashMap<>();
                parts.put("value", number(score.value()));
                parts.put("each", score.parts().stream().map(Reports::number).toList());
                all.put(score.name(), parts);
            }
        }
        return all;
    }

    /** Row after row, a list each: of the examples of a class, how many were taken for which. */
    private static List<List<Long>> matrix(List<Double> counts) {
        int classes = (int) Math.round(Math.sqrt(counts.size()));
        List<List<Long>> rows = new ArrayList<>();
        for (int row = 0; row < classes; row++) {
            rows.add(counts.subList(row * classes, (row + 1) * classes).stream()
                    .map(Double::longValue)
                    .toList());
        }
        return rows;
    }

    /** Null for what is no number, which JSON has no word for. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
