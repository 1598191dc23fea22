package org.netloom.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.TrainListener.Plan;
import org.netloom.runtime.train.TrainListener.Step;

/**
 * How far a training is: a bar in the last line of a terminal, and where there is none, a plain line now and then.
 *
 * <p>The bar is this class's own: it needs one line of a terminal, and the library that offered itself brings a second
 * one that looks for a terminal on stdout, which here is often something else.
 */
final class TrainBar {
    /** Before a training has said how long it is. */
    static final Plan NO_PLAN = new Plan(0, 0, 0, 0);

    private static final long BAR_NANOS = 100_000_000;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final int SHORTEST_BAR = 10;
    private static final int LONGEST_BAR = 30;

    private final Terminal terminal;
    private final PrintStream lines;
    private final Style style;

    private Plan plan = NO_PLAN;
    private String name = "";
    private long startNanos;
    private long shownNanos;
    private int epochWidth = 9;

    /** @param lines where plain lines go */
    TrainBar(Terminal terminal, PrintStream lines) {
        this.terminal = terminal;
        this.lines = lines;
        this.style = new Style(terminal.colored());
    }

    /** What training is called from now on, in front of its epochs; empty where there is but one. */
    void name(String training) {
        name = training;
    }

    /** A training begins. */
    void started(Plan started, long now) {
        plan = started;
        startNanos = now;
        shownNanos = startNanos;
        epochWidth = Math.max(7, epoch(started.epochs()).length() + 2);
    }

    /** {@code 3/10}. */
    String epoch(long number) {
        return name + number + "/" + plan.epochs();
    }

    /** How many letters the number of an epoch takes. */
    int epochWidth() {
        return epochWidth;
    }

    /** Shows where training is, where that was not shown just before. */
    void step(Step step) {
        long now = System.nanoTime();
        if (now - shownNanos < (terminal.live() ? BAR_NANOS : PLAIN_NANOS)) {
            return;
        }
        shownNanos = now;
        if (terminal.live()) {
            terminal.err().print("\r" + bar(step, now) + "\u001b[K");
            terminal.err().flush();
        } else {
            lines.println(line(step, now));
        }
    }

    /** Where there is no terminal to keep a bar in. */
    String line(Step step, long now) {
        return text(
                "%" + epochWidth + "s   step %d of %d, loss %s, %s %s, %s images/s, %s left",
                epoch(step.epoch()),
                step.step(),
                plan.steps(),
                Numbers.loss(step.epochSoFar().loss()),
                step.epochSoFar().main().name(),
                Numbers.main(step.epochSoFar()),
                Numbers.rate(step.imagesPerSecond()),
                timeLeft(step, now));
    }

    /** Takes the bar off the terminal, so that a line can stand in its place. */
    void clear() {
        if (terminal.live()) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }

    /** One line of the terminal, less one column so that it never breaks: what is least wanted goes first where it is narrow. */
    String bar(Step step, long now) {
        int inEpoch = (int) ((step.step() - 1) % plan.stepsPerEpoch()) + 1;
        String left = text("%" + epochWidth + "s  ", epoch(step.epoch()));
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

    /** A percentage says what it is; other numbers have their name. */
    private static String inBar(Evaluation figures) {
        String name = figures.main().name();
        return name.equals("accuracy") ? Numbers.main(figures) : name + " " + Numbers.main(figures);
    }

    /** By the pace of this run's steps since it began, evaluation included. */
    private String timeLeft(Step step, long now) {
        double perStep = (now - startNanos) * 1e-9 / (step.step() - plan.stepsBefore());
        return Numbers.clock((plan.steps() - step.step()) * perStep);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
