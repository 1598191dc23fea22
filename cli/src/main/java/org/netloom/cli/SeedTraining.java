package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.runtime.Network;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.SeedReport;
import org.netloom.runtime.train.SeedRuns;
import org.netloom.runtime.train.Spread;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainReport;

/** What a person sees of training with several seeds: a line for each, and what they have in common. Closes their logs. */
final class SeedTraining implements SeedRuns.Listener, AutoCloseable {
    private final TrainScreen screen;
    private final TrainLogs logs;
    private final String plusMinus;
    private final int seeds;
    private int begun;
    private TrainLogs.@Nullable Open open;

    SeedTraining(TrainScreen screen, TrainLogs logs, Terminal terminal, int seeds) {
        this.screen = screen;
        this.logs = logs;
        this.plusMinus = terminal.unicode() ? " ± " : " +/- ";
        this.seeds = seeds;
    }

    @Override
    public TrainListener starting(Network network, TrainConfig ofSeed) {
        begun++;
        screen.inBrief(text("seed %d (%d/%d)  ", ofSeed.seed(), begun, seeds));
        open = logs.ofSeed(ofSeed.seed());
        return open.listener();
    }

    @Override
    public void done(TrainReport report) {
        close();
        screen.clearBar();
        String what = report.stopped() ? text("stopped after step %d", report.steps()) : figures(report);
        line(text("seed %d", report.seed()), what);
    }

    private static String figures(TrainReport report) {
        List<String> parts = new ArrayList<>();
        add(parts, "validation", report.validation());
        add(parts, "test", report.test());
        return String.join("; ", parts);
    }

    private static void add(List<String> parts, String part, @Nullable Evaluation figures) {
        if (figures != null) {
            parts.add(text(
                    "%s loss %s, %s %s",
                    part, Numbers.loss(figures.loss()), figures.main().name(), Numbers.main(figures)));
        }
    }

    /** The mean and the standard deviation of those that are done. */
    void footer(SeedReport report) {
        if (report.stopped()) {
            screen.line(text("stopped after %d of %d seeds", report.runs().size(), seeds));
        }
        if (report.runs().isEmpty()) {
            return;
        }
        String metric = metric(report);
        List<String> parts = new ArrayList<>();
        add(parts, "validation", metric, report.validationLoss(), report.validationMain());
        add(parts, "test", metric, report.testLoss(), report.testMain());
        line(text("mean of %d", report.runs().size()), String.join("; ", parts));
        Path first = report.runs().get(0).checkpoint();
        if (first != null) {
            line("checkpoint", report.runs().size() == 1 ? first.toString() : first + " and so on");
        }
    }

    private void add(List<String> parts, String part, String metric, @Nullable Spread loss, @Nullable Spread main) {
        if (loss != null && main != null) {
            parts.add(text(
                    "%s loss %s, %s %s",
                    part,
                    spread(loss, Numbers.loss(loss.mean()), Numbers.loss(loss.standardDeviation())),
                    metric,
                    spread(main, Numbers.score(metric, main.mean()), Numbers.score(metric, main.standardDeviation()))));
        }
    }

    /** One training has no deviation. */
    private String spread(Spread of, String mean, String deviation) {
        return of.count() < 2 ? mean : mean + plusMinus + deviation;
    }

    /** Of reports of one and the same net and data, one at least. */
    static String metric(SeedReport report) {
        TrainReport first = report.runs().get(0);
        return first.test() == null ? "accuracy" : first.test().main().name();
    }

    private void line(String name, String what) {
        screen.line(Lines.wrap(text("%-10s  %s", name, what), screen.width(), 12));
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
