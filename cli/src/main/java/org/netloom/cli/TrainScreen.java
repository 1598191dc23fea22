package org.netloom.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
 */
final class TrainScreen implements TrainListener {
    private final PrintStream lines;
    private final Style style;
    private final int width;

    private final TrainBar bar;

    private Plan plan = TrainBar.NO_PLAN;
    /** Whether a training has but the bar, because it is one of several. */
    private boolean brief;
    /** Whether the data have a part that guides the training. */
    private boolean validated;
    /** What is said of outputs beside the loss. */
    private String metric = "accuracy";
    /** What the train section asks for beside it. */
    private List<String> chosen = List.of();

    private @Nullable Dataset test;

    /** @param resultOnStdout whether stdout belongs to a JSON object, so that all of this goes to stderr */
    TrainScreen(Terminal terminal, boolean resultOnStdout) {
        this.lines = resultOnStdout ? terminal.err() : terminal.out();
        this.style = new Style(terminal.colored());
        this.width = resultOnStdout ? terminal.columns() : terminal.width();
        this.bar = new TrainBar(terminal, lines);
    }

    /** How many characters a line may have; 0 for any number. */
    int width() {
        return width;
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
        all.addAll(config.augment());
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

    void header(Path file, Network network, TrainConfig config, DataSplit data, EngineOptions engine, int seeds) {
        long parameters = network.parameters().stream()
                .filter(parameter -> parameter.role().trained())
                .mapToLong(parameter -> parameter.value().length())
                .sum();
        metric = Metrics.main(config.loss(), target(data.train()), 1).name();
        test = data.test();
        chosen = config.metrics().stream()
                .map(choice -> choice.start(
                                config.loss(),
                                config.loss().says(target(data.train())),
                                network.outputShape().get(network.outputShape().size() - 1))
                        .name())
                .toList();
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
                text(
                                "%s, %s, batch %d, %s",
                                config.loss(), config.optimizer(), config.batch(), seeds(config.seed(), seeds))
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

    private static String seeds(long first, int count) {
        return count == 1 ? "seed " + first : "seeds " + first + " to " + (first + count - 1);
    }

    /** {@code   data      glyphs: …}, continued under the beginning of the text. */
    private void fact(String name, String text) {
        String head = text("  %-10s", name);
        line(style.dim(head) + Lines.wrap(head + text, width, head.length()).substring(head.length()));
    }

    /**
     * The training that begins is one of several: it has no line for each epoch.
     *
     * @param training what it is called in front of the epochs
     */
    void inBrief(String training) {
        brief = true;
        bar.name(training);
    }

    @Override
    public void started(Plan started) {
        plan = started;
        bar.started(started, System.nanoTime());
        if (!brief) {
            line(style.dim(row(
                    "epoch", "train loss", metric, validated ? "val. loss" : "test loss", metric, "images/s", "time")));
        }
    }

    /** Columns that hold any number; a long training's epochs take what others leave. */
    private String row(
            String epoch, String loss, String accuracy, String test, String testAccuracy, String rate, String time) {
        String gap = bar.epochWidth() > 9 ? "  " : "   ";
        return text("%" + bar.epochWidth() + "s", epoch)
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
        bar.step(step);
    }

    @Override
    public void epoch(Epoch epoch) {
        if (brief) {
            return;
        }
        clearBar();
        line(row(
                bar.epoch(epoch.epoch()),
                Numbers.loss(epoch.train().loss()),
                Numbers.main(epoch.train()),
                Numbers.loss(epoch.validation().loss()),
                Numbers.main(epoch.validation()),
                Numbers.rate(epoch.imagesPerSecond()),
                Numbers.seconds(epoch.seconds())));
        String more = scores(epoch.validation());
        if (!more.isEmpty()) {
            line(style.dim(" ".repeat(bar.epochWidth() + 3) + more));
        }
    }

    /** Those that were asked for: {@code top3 98.12 %, f1 88.31 %}; a table of them comes at the end. */
    private String scores(Evaluation figures) {
        return chosen.stream()
                .filter(name -> !name.equals("confusion"))
                .flatMap(name -> figures.score(name).stream())
                .map(score -> score.name() + " " + Numbers.score(score.name(), score.value()))
                .collect(Collectors.joining(", "));
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
        Evaluation tested = report.test();
        if (validated && tested != null) {
            line(style.dim("test        ")
                    + text(
                            "loss %s, %s %s on %,d examples, which nothing has looked at before",
                            Numbers.loss(tested.loss()), metric, Numbers.main(tested), tested.examples()));
            String more = scores(tested);
            if (!more.isEmpty()) {
                line(" ".repeat(12) + more);
            }
        }
        String confusion = tested == null || test == null || !chosen.contains("confusion")
                ? ""
                : ConfusionText.table(tested, test, width);
        if (!confusion.isEmpty()) {
            line(confusion);
            line("");
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
        bar.clear();
    }

    private static Target target(Dataset data) {
        return data.targets() == 0 ? Target.CLASSES : Target.NUMBERS;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
