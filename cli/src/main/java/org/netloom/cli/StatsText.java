package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.explain.TextTable;
import org.netloom.compiler.internal.explain.TextTable.Column;
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
    private final int width;
    private final StringBuilder page = new StringBuilder();

    /** @param width how many characters a line may have; 0 for any number */
    StatsText(Inspection inspection, int width) {
        this.inspection = inspection;
        this.width = width;
    }

    /**
     * @param layer the batch normalization whose channels are wanted; null for an overview
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
        TextTable table = table(Column.NAME, 13)
                .groups(
                        "",
                        "",
                        "gamma",
                        "gamma",
                        "gamma",
                        "beta",
                        "beta",
                        "beta",
                        "moving mean",
                        "moving mean",
                        "moving mean",
                        "moving variance",
                        "moving variance",
                        "moving variance")
                .row(
                        "layer",
                        "channels",
                        "min",
                        "mean",
                        "max",
                        "min",
                        "mean",
                        "max",
                        "min",
                        "mean",
                        "max",
                        "min",
                        "mean",
                        "max");
        for (BatchNormReport report : reports) {
            List<String> cells = new ArrayList<>(
                    List.of(report.layer(), Integer.toString(report.channels().size())));
            for (Spread spread : Arrays.asList(report.gammas(), report.betas(), report.means(), report.variances())) {
                cells.addAll(
                        spread == null
                                ? List.of("-", "-", "-")
                                : List.of(number(spread.min()), number(spread.mean()), number(spread.max())));
            }
            table.row(cells.toArray(String[]::new));
        }
        show(table);
    }

    /** The moving statistics beside the data's. */
    private void drifts(List<BatchNormReport> reports) {
        TextTable table = new TextTable(
                        Column.NAME, Column.NUMBER, Column.NUMBER, Column.NUMBER, Column.NUMBER, Column.TEXT)
                .groups(
                        "drift of",
                        "mean (deviations)",
                        "mean (deviations)",
                        "variance (times)",
                        "variance (times)",
                        "")
                .row("layer", "rms", "worst", "rms", "worst", "");
        for (BatchNormReport report : reports) {
            Drift drift = report.drift();
            if (drift == null) {
                table.row(report.layer(), report.frozen() ? "frozen" : "-", "", "", "", "");
            } else {
                table.row(
                        report.layer(),
                        hundredths(drift.mean()),
                        hundredths(drift.worstMean()),
                        hundredths(drift.variance()),
                        hundredths(drift.worstVariance()),
                        drift.alarm() ? "ALARM" : "");
            }
        }
        show(table);
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
        TextTable table =
                table(Column.NAME, 3).row("bottom to top", "parameters", "gradient (rms)", "change of a step");
        for (LayerStep step : inspection.steps()) {
            table.row(
                    step.layer(),
                    text("%,d", step.size()),
                    text("%.2e", step.gradient()),
                    step.change() == null ? "-" : text("%.2e", step.change()));
        }
        show(table);
    }

    private void channels(BatchNormReport report) {
        line("");
        line("  %s%s", report.layer(), report.frozen() ? " (frozen)" : "");
        boolean measured = report.drift() != null;
        List<String> heads = new ArrayList<>(List.of("channel", "gamma", "beta", "mean", "variance"));
        if (measured) {
            heads.addAll(List.of("batch mean", "variance", "drift", "ratio"));
        }
        Column[] columns = new Column[heads.size() + 1];
        Arrays.fill(columns, Column.NUMBER);
        columns[heads.size()] = Column.TEXT;
        heads.add("");
        TextTable table = new TextTable(columns).row(heads.toArray(String[]::new));
        for (int c = 0; c < report.channels().size(); c++) {
            Channel channel = report.channels().get(c);
            List<String> cells = new ArrayList<>(List.of(
                    Integer.toString(c),
                    number(channel.gamma()),
                    number(channel.beta()),
                    number(channel.mean()),
                    number(channel.variance())));
            Measured data = channel.measured();
            if (data != null) {
                cells.addAll(List.of(
                        number(data.mean()),
                        number(data.variance()),
                        hundredths(data.meanDrift()),
                        hundredths(data.varianceRatio())));
            }
            cells.add(why(channel));
            table.row(cells.toArray(String[]::new));
        }
        page.append(table.text(width));
        line("");
        list(report, "gamma", Channel::gamma);
        list(report, "beta", Channel::beta);
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
        page.append("  ").append(Shell.lines(wayOut, 2, width)).append('\n');
    }

    /** Columns of numbers behind one of names. */
    private static TextTable table(Column first, int numbers) {
        Column[] columns = new Column[numbers + 1];
        Arrays.fill(columns, Column.NUMBER);
        columns[0] = first;
        return new TextTable(columns);
    }

    private void show(TextTable table) {
        line("");
        page.append(table.text(width));
    }

    private static String number(@Nullable Double value) {
        return value == null ? "-" : Lines.number(value);
    }

    private static String hundredths(double value) {
        return Math.abs(value) < 100_000 ? text("%.2f", value) : text("%.1e", value);
    }

    /** The fewest digits that read back as the same value in the precision that it has. */
    private static String digits(double value) {
        float single = (float) value;
        return single == value ? Float.toString(single) : Double.toString(value);
    }

    private void line(String format, Object... arguments) {
        page.append(Lines.wrap(text(format, arguments).stripTrailing(), width, 4))
                .append('\n');
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
