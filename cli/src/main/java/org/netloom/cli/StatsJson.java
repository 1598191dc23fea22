package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.inspect.BatchNormReport;
import org.netloom.runtime.inspect.BatchNormReport.Channel;
import org.netloom.runtime.inspect.Drift;
import org.netloom.runtime.inspect.Inspection;
import org.netloom.runtime.inspect.Inspection.Sample;
import org.netloom.runtime.inspect.LayerStep;
import org.netloom.runtime.inspect.Spread;
import org.netloom.runtime.internal.io.Json;

/** The JSON object of {@code stats --json}: what is not there, and what is no number (NaN, infinity), is null. */
final class StatsJson {
    private StatsJson() {}

    /**
     * @param layer the only batch normalization to write; null for all
     * @param wayOut the command line that ends the alarm; null where there is none
     */
    static String of(
            String net,
            String engine,
            Path checkpoint,
            Inspection inspection,
            @Nullable String layer,
            @Nullable String wayOut) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("net", net);
        object.put("engine", engine);
        object.put("checkpoint", checkpoint.toString());
        Sample sample = inspection.sample();
        object.put("data", sample == null ? null : sample.data());
        object.put("examples", sample == null ? null : sample.examples());
        object.put("batch", sample == null ? null : sample.batch());
        object.put("loss", sample == null ? null : number(sample.loss()));
        object.put(
                "alarms",
                inspection.alarms().stream().map(BatchNormReport::layer).toList());
        object.put("way_out", wayOut);
        object.put("alarming_mean", sample == null ? null : Drift.alarmingMean(sample.examples()));
        object.put("alarming_variance", sample == null ? null : Drift.alarmingVariance(sample.examples()));
        object.put(
                "batch_norms",
                inspection.batchNorms().stream()
                        .filter(report -> layer == null || report.layer().equals(layer))
                        .map(StatsJson::batchNorm)
                        .toList());
        object.put("layers", inspection.steps().stream().map(StatsJson::step).toList());
        return Json.write(object);
    }

    private static Map<String, @Nullable Object> batchNorm(BatchNormReport report) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("layer", report.layer());
        object.put("frozen", report.frozen());
        object.put("gamma", spread(report.gammas()));
        object.put("beta", spread(report.betas()));
        object.put("moving_mean", spread(report.means()));
        object.put("moving_variance", spread(report.variances()));
        object.put("drift", drift(report.drift()));
        object.put("alarm", report.alarm());
        object.put("dead_channels", report.deadChannels());
        List<Object> channels = new ArrayList<>();
        for (int c = 0; c < report.channels().size(); c++) {
            channels.add(channel(c, report.channels().get(c)));
        }
        object.put("channels", channels);
        return object;
    }

    private static Map<String, @Nullable Object> channel(int index, Channel channel) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("channel", index);
        object.put("gamma", number(channel.gamma()));
        object.put("beta", number(channel.beta()));
        object.put("moving_mean", number(channel.mean()));
        object.put("moving_variance", number(channel.variance()));
        BatchNormReport.Measured measured = channel.measured();
        object.put("batch_mean", measured == null ? null : number(measured.mean()));
        object.put("batch_variance", measured == null ? null : number(measured.variance()));
        object.put("mean_drift", measured == null ? null : number(measured.meanDrift()));
        object.put("variance_ratio", measured == null ? null : number(measured.varianceRatio()));
        object.put(
                "dead",
                channel.dead().stream()
                        .map(why -> why.name().toLowerCase(Locale.ROOT))
                        .toList());
        return object;
    }

    private static Map<String, @Nullable Object> step(LayerStep step) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", step.layer());
        object.put("size", step.size());
        object.put("gradient_rms", number(step.gradient()));
        object.put("relative_change", number(step.change()));
        if (!step.parameters().isEmpty()) {
            object.put(
                    "parameters",
                    step.parameters().stream().map(StatsJson::step).toList());
        }
        return object;
    }

    private static @Nullable Map<String, @Nullable Object> spread(@Nullable Spread spread) {
        if (spread == null) {
            return null;
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("min", number(spread.min()));
        object.put("mean", number(spread.mean()));
        object.put("max", number(spread.max()));
        return object;
    }

    private static @Nullable Map<String, @Nullable Object> drift(@Nullable Drift drift) {
        if (drift == null) {
            return null;
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("mean", number(drift.mean()));
        object.put("worst_mean", number(drift.worstMean()));
        object.put("variance", number(drift.variance()));
        object.put("worst_variance", number(drift.worstVariance()));
        return object;
    }

    private static @Nullable Double number(@Nullable Double value) {
        return value == null || !Double.isFinite(value) ? null : value;
    }
}
