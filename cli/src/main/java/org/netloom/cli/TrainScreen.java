package org.netloom.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.train.Recalibration;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainConfig.RecalibrateAt;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainReport;

/**
 * What a person sees of training: a few lines on what is trained, a line for each epoch, a bar below them while one is
 * under way, and where the result lies.
 *
 * <p>The bar is this class's own: it needs one line of a terminal, and the library that offered itself brings a second
 * one that looks for a terminal on stdout, which here is often something else.
 */
final class TrainScreen implements TrainListener {
    private static final long BAR_NANOS = 100_000_000;
    private static final long PLAIN_NANOS = 10_000_000_000L;

    private final Terminal terminal;
    private final PrintStream lines;
    private final Style style;

    private Plan plan = new Plan(0, 0, 0);
    private long startNanos;
    private long shownNanos;

    /** @param resultOnStdout whether stdout belongs to a JSON object, so that all of this goes to stderr */
    TrainScreen(Terminal terminal, boolean resultOnStdout) {
        this.terminal = terminal;
        this.lines = resultOnStdout ? terminal.err() : terminal.out();
        this.style = new Style(terminal.coloured());
    }

    /** One line, whatever is under way. */
    void line(String text) {
        lines.println(text);
    }

    void header(Path file, Network network, TrainConfig config, DataSplit data, EngineOptions engine) {
        long parameters = network.parameters().stream()
                .filter(parameter -> parameter.role().trained())
                .mapToLong(parameter -> parameter.value().length())
                .sum();
        line(style.bold(network.name()) + text("  %s, %,d parameters", file, parameters));
        line(style.dim("  data      ") + data.description());
        line(style.dim("  training  ")
                + text(
                        "%s, %s, batch %d, seed %d",
                        config.loss().name().toLowerCase(Locale.ROOT),
                        config.optimizer(),
                        config.batch(),
                        config.seed()));
        if (config.recalibrate() > 0 && Recalibration.appliesTo(network)) {
            line(style.dim("  bn        ")
                    + text(
                            "moving statistics afresh from %,d training examples %s",
                            Math.min(config.recalibrate(), data.train().size()),
                            config.recalibrateAt() == RecalibrateAt.EPOCH ? "after each epoch" : "at the end"));
        }
        line(style.dim("  engine    ")
                + text(
                        "%s, %s, %d thread%s",
                        engine.describe(network.engine()),
                        network.engine().dataType().name().toLowerCase(Locale.ROOT),
                        engine.threads(),
                        engine.threads() == 1 ? "" : "s"));
        line("");
    }

    @Override
    public void started(Plan started) {
        plan = started;
        startNanos = System.nanoTime();
        shownNanos = startNanos;
        line(style.dim("  epoch      train loss   accuracy    test loss   accuracy    images/s       time"));
    }

    @Override
    public void step(Step step) {
        long now = System.nanoTime();
        if (now - shownNanos < (terminal.live() ? BAR_NANOS : PLAIN_NANOS)) {
            return;
        }
        shownNanos = now;
        if (terminal.live()) {
            terminal.err().print("\r" + bar(step, now) + "\u001b[K");
            terminal.err().flush();
        } else {
            line(text(
                    "  %7s   step %d of %d, loss %.4f, accuracy %.2f %%, %,.0f images/s, %s left",
                    epoch(step.epoch()),
                    step.step(),
                    plan.steps(),
                    step.epochSoFar().loss(),
                    100 * step.epochSoFar().accuracy(),
                    step.imagesPerSecond(),
                    timeLeft(step, now)));
        }
    }

    @Override
    public void epoch(Epoch epoch) {
        clearBar();
        line(text(
                "%9s   %10.4f   %6.2f %%   %10.4f   %6.2f %%   %,9.0f   %8s",
                epoch(epoch.epoch()),
                epoch.train().loss(),
                100 * epoch.train().accuracy(),
                epoch.test().loss(),
                100 * epoch.test().accuracy(),
                epoch.imagesPerSecond(),
                text("%.1f s", epoch.seconds())));
    }

    /** @param tryNext a command line that measures the checkpoint */
    void footer(TrainReport report, String tryNext) {
        clearBar();
        line("");
        if (report.stopped()) {
            line(text("stopped after step %d of %d", report.steps(), plan.steps()));
        }
        if (report.steps() > 0) {
            line(style.dim("checkpoint  ") + report.checkpoint());
            line(style.dim("try next    ") + tryNext);
        }
    }

    /** Takes the bar off the terminal, so that a line can stand in its place. */
    void clearBar() {
        if (terminal.live()) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }

    private String bar(Step step, long now) {
        int inEpoch = (int) ((step.step() - 1) % plan.stepsPerEpoch()) + 1;
        String left = text("%9s   ", epoch(step.epoch()));
        String right = text(
                "  %d/%d   loss %.4f   accuracy %.2f %%   %,.0f images/s   %s left",
                inEpoch,
                plan.stepsPerEpoch(),
                step.epochSoFar().loss(),
                100 * step.epochSoFar().accuracy(),
                step.imagesPerSecond(),
                timeLeft(step, now));
        int width = Math.min(30, terminal.columns() - 1 - left.length() - right.length());
        if (width < 5) {
            return (left + right.strip())
                    .substring(
                            0,
                            Math.min(
                                    terminal.columns() - 1,
                                    left.length() + right.strip().length()));
        }
        int done = (int) ((long) width * inEpoch / plan.stepsPerEpoch());
        String full = terminal.unicode() ? "━" : "=";
        String empty = terminal.unicode() ? "─" : "-";
        return left + style.accent(full.repeat(done)) + style.dim(empty.repeat(width - done)) + right;
    }

    private String epoch(long number) {
        return number + "/" + plan.epochs();
    }

    /** By the pace since the start, evaluation included; {@code 1:05} or {@code 2:03:10}. */
    private String timeLeft(Step step, long now) {
        double perStep = (now - startNanos) * 1e-9 / step.step();
        long seconds = Math.round((plan.steps() - step.step()) * perStep);
        return seconds < 3600
                ? text("%d:%02d", seconds / 60, seconds % 60)
                : text("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The few colours in use. */
    private record Style(boolean coloured) {
        String bold(String text) {
            return of("1", text);
        }

        String dim(String text) {
            return of("2", text);
        }

        String accent(String text) {
            return of("36", text);
        }

        private String of(String code, String text) {
            return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
        }
    }
}
