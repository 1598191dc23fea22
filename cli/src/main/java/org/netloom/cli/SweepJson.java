package org.netloom.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.sweep.SweepReport;
import org.netloom.runtime.sweep.TrialEpoch;

/** The JSON object of {@code sweep --json}. */
final class SweepJson {
    private SweepJson() {}

    /** In the order of the ranking; figures are null of trials that have none. */
    static String of(SweepReport report, @Nullable String train, @Nullable String eval) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("net", report.net());
        object.put("engine", report.engine());
        object.put("by", report.by().toString());
        List<Object> trials = new ArrayList<>();
        for (SweepReport.Ranked ranked : report.ranking()) {
            trials.add(trial(trials.size() + 1, ranked));
        }
        object.put("trials", trials);
        object.put("train", train);
        object.put("eval", eval);
        return Json.write(object);
    }

    private static Map<String, @Nullable Object> trial(int rank, SweepReport.Ranked ranked) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        TrialEpoch at = ranked.figures();
        object.put("rank", rank);
        object.put("trial", ranked.trial().folder());
        object.put("settings", ranked.trial().settings());
        object.put("state", ranked.result().state().name().toLowerCase(Locale.ROOT));
        object.put("reason", ranked.result().reason());
        object.put("epochs", at == null ? null : at.epoch());
        object.put("train_loss", at == null ? null : number(at.trainLoss()));
        object.put("validation_loss", at == null ? null : number(at.validationLoss()));
        object.put("metric", at == null ? null : at.metric());
        object.put("validation_metric", at == null ? null : number(at.validationMetric()));
        object.put("images_per_second", at == null ? null : number(at.imagesPerSecond()));
        object.put(
                "checkpoint",
                ranked.checkpoint() == null ? null : ranked.checkpoint().toString());
        return object;
    }

    /** Null for what is no number, which JSON has no word for. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }
}
