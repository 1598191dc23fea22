package org.netloom.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.inspect.BatchNormReport;
import org.netloom.runtime.inspect.BatchNormReport.Channel;
import org.netloom.runtime.inspect.BatchNormReport.Measured;
import org.netloom.runtime.inspect.Drift;
import org.netloom.runtime.inspect.Inspection;
import org.netloom.runtime.inspect.Inspection.Sample;
import org.netloom.runtime.inspect.LayerStep;
import org.netloom.runtime.inspect.Spread;

/** What {@code stats} shows to a person. */
final class StatsText {
    private final Inspection inspection;
    private final StringBuilder page = new StringBuilder();

    StatsText(Inspection inspection) {
        this.inspection = inspection;
    }

    /**
     * @param layer the batch normalisation whose channels are wanted; null for an overview
     * @param wayOut the command line that ends the alarm; null where there is none
     */
    String page(String net, Path checkpoint, @Nullable String layer, @Nullable String wayOut) {
        Sample sample = inspection.sample();
        line("%s  %s", net, checkpoint);
        if (sample != null) {
            line(
                    "  %,d training examples of %s in batches of %,d; the last one's loss is %.4f",
                    sample.examples(), sample.data(), sample.batch(), sample.loss());
        }
        if (layer != null) {
            inspection.batchNorms().stream()
                    .filter(report -> report.layer().equals(layer))
                    .forEach(this::channels);
        } else {
            overview();
        }
        if (wayOut != null) {
            alarm(wayOut);
        }
        return page.toString();
    }

    private void overview() {
        List<BatchNormReport> reports = inspection.batchNorms();
        if (!reports.isEmpty()) {
            parameters(reports);
            if (inspection.sample() != null) {
                drifts(reports);
            }
            deadChannels(reports);
        }
        if (!inspection.steps().isEmpty()) {
            steps();
        }
    }

    private void parameters(List<BatchNormReport> reports) {
        line("");
        line("  %-10s %8s  %-26s  %-26s  %-26s  %-26s", "", "", "gamma", "beta", "moving mean", "moving variance");
        String three = "%8s %8s %8s".formatted("min", "mean", "max");
        line("  %-10s %8s  %s  %s  %s  %s", "layer", "channels", three, three, three, three);
        for (BatchNormReport report : reports) {
            line(
                    "  %-10s %8d  %s  %s  %s  %s",
                    report.layer(),
                    report.channels().size(),
                    spread(report.gammas()),
                    spread(report.betas()),
                    spread(report.means()),
                    spread(report.variances()));
        }
    }

    /** The moving statistics beside the data's. */
    private void drifts(List<BatchNormReport> reports) {
        line("");
        line("  drift of        mean (deviations)     variance (times)");
        line("  %-10s %10s %10s   %8s %10s", "layer", "rms", "worst", "rms", "worst");
        for (BatchNormReport report : reports) {
            Drift drift = report.drift();
            line(
                    "  %-10s %s",
                    report.layer(),
                    drift == null
                            ? text("%10s", report.frozen() ? "frozen" : "-")
                            : text(
                                    "%10.2f %10.2f   %8.2f %10.2f   %s",
                                    drift.mean(),
                                    drift.worstMean(),
                                    drift.variance(),
                                    drift.worstVariance(),
                                    drift.alarm() ? "ALARM" : ""));
        }
    }

    private void deadChannels(List<BatchNormReport> reports) {
        if (reports.stream().allMatch(report -> report.deadChannels() == 0)) {
            return;
        }
        line("");
        for (BatchNormReport report : reports) {
            if (report.deadChannels() > 0) {
                line(
                        "  dead in %s, %d of %d channels: %s",
                        report.layer(), report.deadChannels(), report.channels().size(), dead(report.channels()));
            }
        }
    }

    private static String dead(List<Channel> channels) {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < channels.size(); c++) {
            if (!channels.get(c).dead().isEmpty()) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(c)
                        .append(" (")
                        .append(why(channels.get(c)))
                        .append(')');
            }
        }
        return text.toString();
    }

    private static String why(Channel channel) {
        return channel.dead().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void steps() {
        line("");
        line("  bottom to top   parameters   gradient (rms)   change of a step");
        for (LayerStep step : inspection.steps()) {
            line(
                    "  %-14s %,11d   %14.2e   %16s",
                    step.layer(),
                    step.size(),
                    step.gradient(),
                    step.change() == null ? "-" : text("%.2e", step.change()));
        }
    }

    private void channels(BatchNormReport report) {
        boolean measured = report.drift() != null;
        line("");
        line(
                "  %-7s %9s %9s %9s %9s%s   %s",
                report.layer(),
                "gamma",
                "beta",
                "mean",
                "variance",
                measured ? text(" %11s %11s %9s %9s", "batch mean", "variance", "drift", "ratio") : "",
                report.frozen() ? "(frozen)" : "");
        for (int c = 0; c < report.channels().size(); c++) {
            Channel channel = report.channels().get(c);
            line(
                    "  %7d %9s %9s %9s %9s%s   %s",
                    c,
                    number(channel.gamma()),
                    number(channel.beta()),
                    number(channel.mean()),
                    number(channel.variance()),
                    measured(channel.measured()),
                    why(channel));
        }
        line("");
        list(report, "gamma", Channel::gamma);
        list(report, "beta", Channel::beta);
    }

    private static String measured(@Nullable Measured measured) {
        return measured == null
                ? ""
                : text(
                        " %11s %11s %9.2f %9.2f",
                        number(measured.mean()),
                        number(measured.variance()),
                        measured.meanDrift(),
                        measured.varianceRatio());
    }

    /** Every digit, to copy. */
    private void list(BatchNormReport report, String name, Function<Channel, @Nullable Double> value) {
        if (value.apply(report.channels().get(0)) != null) {
            line(
                    "%s.%s = %s",
                    report.layer(),
                    name,
                    report.channels().stream()
                            .map(channel -> digits(Double.parseDouble(String.valueOf(value.apply(channel)))))
                            .collect(Collectors.joining(", ", "[", "]")));
        }
    }

    private void alarm(String wayOut) {
        line("");
        line(
                "ALARM: the moving statistics of %s are far from what the training examples say, so inference suffers."
                        + " Estimate them afresh:",
                inspection.alarms().stream().map(BatchNormReport::layer).collect(Collectors.joining(", ")));
        line("  %s", wayOut);
    }

    private static String spread(@Nullable Spread spread) {
        return spread == null
                ? text("%8s %8s %8s", "-", "-", "-")
                : text("%8s %8s %8s", number(spread.min()), number(spread.mean()), number(spread.max()));
    }

    /** Four digits: 0.0123, 1.235, 1235, 1.2e-05. */
    private static String number(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size == 0 || !Double.isFinite(value)
                ? "%.0f"
                : size < 1e-3 || size >= 1e6 ? "%.1e" : size < 1 ? "%.4f" : size < 1000 ? "%.3f" : "%.0f";
        return text(format, value);
    }

    /** The fewest digits that read back as the same value in the precision that it has. */
    private static String digits(double value) {
        float single = (float) value;
        return single == value ? Float.toString(single) : Double.toString(value);
    }

    private void line(String format, Object... arguments) {
        page.append(text(format, arguments).stripTrailing()).append('\n');
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
