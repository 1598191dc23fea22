package org.netloom.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.exception.NetworkException;

/**
 * Makes experiments: trains each condition with each seed, keeps each finished run as a file, and writes the report.
 *
 * <p>Runs that are there are not made again, so the same command goes on where it was stopped. The same settings on the
 * same engine give the same files to the last bit.
 */
public final class Laboratory {
    /** In the place of a name: all of them, one after another. */
    public static final String ALL = "all";

    private static final int EVALUATE_EVERY = 60;
    private static final long STEP_LIMIT = 5_000;
    private static final List<Experiment> EXPERIMENTS = List.of(
            new LearningRates(),
            new Gradients(),
            new Statistics(EVALUATE_EVERY),
            new StatisticsElsewhere(EVALUATE_EVERY),
            Comparison.dropout(),
            Comparison.placement(),
            new BatchSizes(STEP_LIMIT));
    private static final List<Integer> INPUT = List.of(1, 28, 28);

    private final List<Experiment> chosen;
    private final Settings settings;
    private final Engine engine;
    private final Consumer<String> progress;
    private final boolean all;
    private volatile boolean stopped;
    private volatile @Nullable Series running;

    /**
     * @param name of an experiment, or {@link #ALL}
     * @param progress is told of each run, in a line
     * @throws NetworkException where there is no experiment of this name
     */
    public Laboratory(String name, Settings settings, Engine engine, Consumer<String> progress) {
        this.chosen = choose(name);
        this.all = name.equals(ALL);
        this.settings = settings;
        this.engine = engine;
        this.progress = progress;
    }

    /** A line for each experiment: its name, what it asks, and what it does where the user does not say. */
    public static List<String> list() {
        return EXPERIMENTS.stream()
                .map(experiment -> String.format(
                        Locale.ROOT,
                        "%-20s %s (%d condition%s, %d seed%s, %d epoch%s)",
                        experiment.id(),
                        experiment.title(),
                        experiment.conditions().size(),
                        experiment.conditions().size() == 1 ? "" : "s",
                        experiment.seeds(),
                        experiment.seeds() == 1 ? "" : "s",
                        experiment.epochs(),
                        experiment.epochs() == 1 ? "" : "s"))
                .toList();
    }

    /** Asks {@link #run} to end after the step at hand, from any thread. Finished runs stay; the one at hand is lost. */
    public void stop() {
        stopped = true;
        Series series = running;
        if (series != null) {
            series.stop();
        }
    }

    /**
     * Makes what is missing and writes the reports.
     *
     * @return whether everything is there now; false where it was stopped
     * @throws NetworkException where data cannot be had, files cannot be written, or a folder holds other runs
     */
    public boolean run() {
        DataSplit data = Datasets.open(settings.data(), INPUT, progress);
        for (Experiment experiment : chosen) {
            Series series = new Series(experiment, data, settings, folder(experiment), engine, progress);
            running = series;
            // Asked to stop just now, when it was not to be seen yet.
            if (stopped) {
                series.stop();
            }
            if (!series.run()) {
                return false;
            }
        }
        return true;
    }

    private Path folder(Experiment experiment) {
        Path out = settings.out();
        if (out == null) {
            return Path.of("experiments", experiment.id());
        }
        return all ? out.resolve(experiment.id()) : out;
    }

    private static List<Experiment> choose(String name) {
        List<Experiment> matching = EXPERIMENTS.stream()
                .filter(experiment -> name.equals(ALL) || experiment.id().equals(name))
                .toList();
        if (matching.isEmpty()) {
            throw new NetworkException("there is no experiment %s; there are %s, and all"
                    .formatted(name, EXPERIMENTS.stream().map(Experiment::id).collect(Collectors.joining(", "))));
        }
        return matching;
    }
}
