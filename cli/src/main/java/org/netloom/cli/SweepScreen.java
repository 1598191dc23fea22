package org.netloom.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.explain.TextTable;
import org.netloom.compiler.internal.explain.TextTable.Column;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.runtime.sweep.Rungs;
import org.netloom.runtime.sweep.SweepListener;
import org.netloom.runtime.sweep.SweepPlan;
import org.netloom.runtime.sweep.SweepReport;
import org.netloom.runtime.sweep.Trial;
import org.netloom.runtime.sweep.TrialEpoch;
import org.netloom.runtime.sweep.TrialResult;
import org.netloom.runtime.sweep.Variable;

/** What a person sees of a sweep: a line for each training of a rung, and the table at the end. */
final class SweepScreen implements SweepListener {
    private final Terminal terminal;
    private final PrintStream lines;
    private final int width;
    private final SweepPlan plan;
    private int target;

    /** @param resultOnStdout whether stdout belongs to a JSON object, so that all of this goes to stderr */
    SweepScreen(Terminal terminal, boolean resultOnStdout, SweepPlan plan) {
        this.terminal = terminal;
        this.lines = resultOnStdout ? terminal.err() : terminal.out();
        this.width = resultOnStdout ? terminal.columns() : terminal.width();
        this.plan = plan;
    }

    /** One line, whatever is under way. */
    void line(String text) {
        clearBar();
        lines.println(Lines.wrap(text, width, 2));
    }

    void header(String net, Path file) {
        line(net + "  " + file);
        for (Variable variable : plan.variables()) {
            line("  try       " + Printable.message(variable.name() + ": " + variable.choices()));
        }
    }

    @Override
    public void refused(Trial trial, String reason) {
        line("  refused   %s %s: %s".formatted(trial.folder(), trial, Printable.message(reason)));
    }

    @Override
    public void started(int trials, Rungs rungs) {
        line("  rungs     " + rungs.describe(trials));
    }

    @Override
    public void rung(int number, int epochs, int trials) {
        target = epochs;
        line("");
        line(text("rung %d: %d to epoch %d", number, trials, epochs));
    }

    @Override
    public void epoch(Trial trial, TrialEpoch epoch) {
        if (terminal.live()) {
            String shown = text(
                    "  %s  epoch %d/%d  loss %s",
                    trial.folder(), epoch.epoch(), target, Numbers.loss(epoch.validationLoss()));
            terminal.err().print("\r" + Lines.shorten(shown, Math.max(1, terminal.columns() - 1)) + "\u001b[K");
            terminal.err().flush();
        }
    }

    @Override
    public void trained(Trial trial, TrialResult result) {
        TrialEpoch at = result.at(target);
        String came = at == null
                ? String.valueOf(result.reason())
                : text(
                        "train loss %s, val. loss %s, %s %s, %s images/s",
                        Numbers.loss(at.trainLoss()),
                        Numbers.loss(at.validationLoss()),
                        at.metric(),
                        Numbers.score(at.metric(), at.validationMetric()),
                        Numbers.rate(at.imagesPerSecond()));
        line("  %s  %s: %s".formatted(trial.folder(), trial, Printable.message(came)));
    }

    void stopped(Path folder) {
        line("");
        line("stopped; the same command goes on with %s".formatted(folder));
    }

    /**
     * The table.
     *
     * @param train the command that trains the best one once more; null where there is none
     * @param eval the command that measures it
     */
    void footer(SweepReport report, @Nullable String train, @Nullable String eval) {
        clearBar();
        lines.println();
        lines.print(table(report).text(width));
        if (train == null || eval == null) {
            line("no training came to its end");
            return;
        }
        lines.println();
        lines.println("checkpoint  "
                + report.best().map(best -> String.valueOf(best.checkpoint())).orElse(""));
        lines.println("train       " + Shell.lines(train, 12, width));
        lines.println("try next    " + Shell.lines(eval, 12, width));
    }

    private TextTable table(SweepReport report) {
        boolean reasons =
                report.ranking().stream().anyMatch(ranked -> ranked.result().reason() != null);
        List<Column> columns = new ArrayList<>(List.of(Column.NUMBER, Column.TEXT));
        List<String> head = new ArrayList<>(List.of("rank", "trial"));
        for (Variable variable : plan.variables()) {
            columns.add(Column.CALL);
            head.add(variable.name());
        }
        head.addAll(List.of("epochs", "train loss", "val. loss", metric(report), "images/s"));
        columns.addAll(List.of(Column.NUMBER, Column.NUMBER, Column.NUMBER, Column.NUMBER, Column.NUMBER));
        if (reasons) {
            columns.add(Column.TEXT);
            head.add("");
        }
        TextTable table = new TextTable(columns.toArray(Column[]::new)).row(head.toArray(String[]::new));
        int rank = 1;
        for (SweepReport.Ranked ranked : report.ranking()) {
            List<String> cells = cells(rank++, ranked);
            if (reasons) {
                boolean refused = ranked.result().state() == TrialResult.State.REFUSED;
                String reason = ranked.result().reason();
                cells.add(refused ? "refused" : reason == null ? "" : reason);
            }
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private List<String> cells(int rank, SweepReport.Ranked ranked) {
        List<String> cells =
                new ArrayList<>(List.of(String.valueOf(rank), ranked.trial().folder()));
        ranked.trial().settings().values().forEach(value -> cells.add(Printable.message(value)));
        TrialEpoch at = ranked.figures();
        cells.addAll(
                at == null
                        ? List.of("-", "-", "-", "-", "-")
                        : List.of(
                                String.valueOf(at.epoch()),
                                Numbers.loss(at.trainLoss()),
                                Numbers.loss(at.validationLoss()),
                                Numbers.score(at.metric(), at.validationMetric()),
                                Numbers.rate(at.imagesPerSecond())));
        return cells;
    }

    /** What the trainings were measured by, most of which have the same. */
    private static String metric(SweepReport report) {
        return report.ranking().stream()
                .map(SweepReport.Ranked::figures)
                .filter(at -> at != null)
                .map(TrialEpoch::metric)
                .distinct()
                .collect(Collectors.joining("/"));
    }

    /** Takes the line of the training at hand off the terminal. */
    void clearBar() {
        if (terminal.live()) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
