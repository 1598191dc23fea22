package org.netloom.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.metric.Metrics;
import org.netloom.runtime.schedule.Schedule;
import org.netloom.runtime.train.Evaluation;
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
    private static final int SHORTEST_BAR = 10;
    private static final int LONGEST_BAR = 30;

    private final Terminal terminal;
    private final PrintStream lines;
    private final Style style;
    private final int width;

    private Plan plan = new Plan(0, 0, 0);
    private long startNanos;
    private long shownNanos;
    private int epochs = 9;
    /** Whether the data have a part that guides the training. */
    private boolean validated;
    /** What is said of outputs beside the loss. */
    private String metric = "accuracy";

    /** @param resultOnStdout whether stdout belongs to a JSON object, so that all of this goes to stderr */
    TrainScreen(Terminal terminal, boolean resultOnStdout) {
        this.terminal = terminal;
        this.lines = resultOnStdout ? terminal.err() : terminal.out();
        this.style = new Style(terminal.colored());
        this.width = resultOnStdout ? terminal.columns() : terminal.width();
    }

    /** One line, whatever is under way. */
    void line(String text) {
        lines.println(text);
    }

    /** What a training has that most do not: {@code , cosine(end=0.0), norm(1.0)}. */
    private static String besides(TrainConfig config) {
        List<Object> all = new ArrayList<>();
        if (!config.schedule().equals(Schedule.CONSTANT)) {
            all.add(config.schedule());
        }
        all.addAll(config.clip());
        if (config.stop() != null) {
            all.add(config.stop());
        }
        if (config.average() != null) {
            all.add(config.average());
        }
        all.addAll(config.rates());
        config.freeze().forEach(layers -> all.add("freeze " + layers));
        return all.stream().map(each -> ", " + each).collect(Collectors.joining());
    }

    void header(Path file, Network network, TrainConfig config, DataSplit data, EngineOptions engine) {
        long parameters = network.parameters().stream()
                .filter(parameter -> parameter.role().trained())
                .mapToLong(parameter -> parameter.value().length())
                .sum();
        metric = Metrics.main(config.loss(), target(data.train()), 1).name();
        String name = network.name();
        String about = Lines.wrap(name + text("  %s, %,d parameters", file, parameters), width, 2);
        line(about.startsWith(name) ? style.bold(name) + about.substring(name.length()) : about);
        fact("data", Printable.message(data.description()));
        validated = data.validation() != null;
        String warning = data.warning();
        if (warning != null) {
            fact("warning", Printable.message(warning));
        }
        fact(
                "training",
                text("%s, %s, batch %d, seed %d", config.loss(), config.optimizer(), config.batch(), config.seed())
                        + besides(config));
        if (config.recalibrate() > 0 && Recalibration.appliesTo(network, config)) {
            fact(
                    "bn",
                    text(
                            "moving statistics afresh from %,d training examples %s",
                            Math.min(config.recalibrate(), data.train().size()),
                            config.recalibrateAt() == RecalibrateAt.EPOCH ? "after each epoch" : "at the end"));
        }
        fact(
                "engine",
                text(
                        "%s, %s, %d thread%s",
                        engine.describe(network.engine()),
                        network.engine().dataType().name().toLowerCase(Locale.ROOT),
                        engine.threads(),
                        engine.threads() == 1 ? "" : "s"));
        line("");
    }

    /** {@code   data      glyphs: …}, continued under the beginning of the text. */
    private void fact(String name, String text) {
        String head = text("  %-10s", name);
        line(style.dim(head) + Lines.wrap(head + text, width, head.length()).substring(head.length()));
    }

    @Override
    public void started(Plan started) {
        plan = started;
        startNanos = System.nanoTime();
        shownNanos = startNanos;
        epochs = Math.max(7, epoch(started.epochs()).length() + 2);
        line(style.dim(
                row("epoch", "train loss", metric, validated ? "val. loss" : "test loss", metric, "images/s", "time")));
    }

    /** Columns that hold any number; a long training's epochs take what others leave. */
    private String row(
            String epoch, String loss, String accuracy, String test, String testAccuracy, String rate, String time) {
        String gap = epochs > 9 ? "  " : "   ";
        return text("%" + epochs + "s", epoch)
                + gap
                + text("%10s", loss)
                + gap
                + text("%8s", accuracy)
                + gap
                + text("%10s", test)
                + gap
                + text("%8s", testAccuracy)
                + gap
                + text("%9s", rate)
                + gap
                + text("%8s", time);
    }

    @Override
    public void kept(Path earlier, Path as) {
        clearBar();
        fact("kept", earlier.getFileName() + " of an earlier run is " + as + " now");
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
                    "%" + epochs + "s   step %d of %d, loss %s, %s %s, %s images/s, %s left",
                    epoch(step.epoch()),
                    step.step(),
                    plan.steps(),
                    Numbers.loss(step.epochSoFar().loss()),
                    step.epochSoFar().main().name(),
                    main(step.epochSoFar()),
                    Numbers.rate(step.imagesPerSecond()),
                    timeLeft(step, now)));
        }
    }

    @Override
    public void epoch(Epoch epoch) {
        clearBar();
        line(row(
                epoch(epoch.epoch()),
                Numbers.loss(epoch.train().loss()),
                main(epoch.train()),
                Numbers.loss(epoch.validation().loss()),
                main(epoch.validation()),
                Numbers.rate(epoch.imagesPerSecond()),
                Numbers.seconds(epoch.seconds())));
    }

    @Override
    public void warning(String sentence) {
        clearBar();
        line(Lines.wrap("warning: " + sentence, width, 2));
    }

    /**
     * What came of training.
     *
     * @param goOn the command that goes on with it, where it was stopped
     * @param tryNext the command that measures what was trained
     */
    void footer(TrainReport report, String goOn, String tryNext) {
        clearBar();
        line("");
        if (report.stopped()) {
            line(text("stopped after step %d of %d", report.steps(), plan.steps()));
        }
        Evaluation test = report.test();
        if (validated && test != null) {
            line(style.dim("test        ")
                    + text(
                            "loss %s, %s %s on %,d examples, which nothing has looked at before",
                            Numbers.loss(test.loss()), metric, main(test), test.examples()));
        }
        if (report.checkpoint() != null) {
            line(style.dim("checkpoint  ") + report.checkpoint());
            if (!goOn.isEmpty()) {
                line(style.dim("go on       ") + Shell.lines(goOn, 12, width));
            }
            line(style.dim("try next    ") + Shell.lines(tryNext, 12, width));
        }
    }

    /** Takes the bar off the terminal, so that a line can stand in its place. */
    void clearBar() {
        if (terminal.live()) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }

    /** One line of the terminal, less one column so that it never breaks: what is least wanted goes first where it is narrow. */
    String bar(Step step, long now) {
        int inEpoch = (int) ((step.step() - 1) % plan.stepsPerEpoch()) + 1;
        String left = text("%" + epochs + "s  ", epoch(step.epoch()));
        List<String> facts = new ArrayList<>(List.of(
                text("  %d/%d", inEpoch, plan.stepsPerEpoch()),
                "  " + timeLeft(step, now) + " left",
                "  loss " + Numbers.loss(step.epochSoFar().loss()),
                "  " + inBar(step.epochSoFar()),
                "  " + Numbers.rate(step.imagesPerSecond()) + "/s"));
        int room = terminal.columns() - 1 - left.length();
        while (facts.size() > 1 && room - length(facts) < SHORTEST_BAR) {
            facts.remove(facts.size() - 1);
        }
        if (facts.size() == 5) {
            // The time that is left stands last, where the eye looks for it.
            facts.add(facts.remove(1));
        }
        int width = Math.min(LONGEST_BAR, room - length(facts));
        if (width < 1) {
            return Lines.shorten(left + String.join("", facts), Math.max(1, terminal.columns() - 1));
        }
        int done = (int) ((long) width * inEpoch / plan.stepsPerEpoch());
        String full = terminal.unicode() ? "━" : "=";
        String empty = terminal.unicode() ? "─" : "-";
        return left + style.accent(full.repeat(done)) + style.dim(empty.repeat(width - done)) + String.join("", facts);
    }

    private static int length(List<String> facts) {
        return facts.stream().mapToInt(String::length).sum();
    }

    private static Target target(Dataset data) {
        return data.targets() == 0 ? Target.CLASSES : Target.NUMBERS;
    }

    private static String main(Evaluation figures) {
        return Numbers.score(figures.main().name(), figures.main().value());
    }

    /** A percentage says what it is; other numbers have their name. */
    private static String inBar(Evaluation figures) {
        String name = figures.main().name();
        return name.equals("accuracy") ? main(figures) : name + " " + main(figures);
    }

    private String epoch(long number) {
        return number + "/" + plan.epochs();
    }

    /** By the pace since the start, evaluation included. */
    private String timeLeft(Step step, long now) {
        double perStep = (now - startNanos) * 1e-9 / step.step();
        return Numbers.clock((plan.steps() - step.step()) * perStep);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The few colors in use. */
    private record Style(boolean colored) {
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
            return colored ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
        }
    }
}
