package org.netloom.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.TrainReport;

/** The JSON objects of {@code --json}: one line, keys always the same and in this order. */
final class Reports {
    private Reports() {}

    /** Those of validation are null where the data have no such part, those of test where training was stopped from outside. */
    static String json(TrainReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("net", report.net());
        object.put("engine", report.engine());
        object.put("epochs", report.epochs());
        object.put("steps", report.steps());
        putFigures(object, "train", report.train());
        putFigures(object, "validation", report.validation());
        putFigures(object, "test", report.test());
        object.put("images_per_second", report.imagesPerSecond());
        object.put("seed", report.seed());
        object.put(
                "checkpoint",
                report.checkpoint() == null ? null : report.checkpoint().toString());
        return Json.write(object);
    }

    static String json(String net, String engine, Evaluation test, double imagesPerSecond) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("net", net);
        object.put("engine", engine);
        object.put("examples", test.examples());
        putFigures(object, "test", test);
        object.put("images_per_second", imagesPerSecond);
        return Json.write(object);
    }

    private static void putFigures(Map<String, @Nullable Object> object, String part, @Nullable Evaluation figures) {
        object.put(part + "_loss", figures == null ? null : figures.loss());
        object.put(part + "_accuracy", figures == null ? null : figures.accuracy());
    }
}
