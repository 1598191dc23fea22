package org.netloom.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.experiments.Laboratory;
import org.netloom.experiments.Settings;
import org.netloom.runtime.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom experiment NAME}: the evidence about batch normalization, made again. */
@Command(
        name = "experiment",
        description = {
            "Trains LeNet under many conditions and writes a report with plots, and the raw numbers as CSV.",
            "Runs that are there are not made again: the same command goes on where it was stopped."
        },
        footerHeading =
                "%nExperiments are learning-rates, gradients, statistics, statistics-elsewhere, dropout,%nplacement and batch-sizes.%n",
        footer = {"%nExample: netloom experiment gradients --data mnist"})
final class ExperimentCommand implements Callable<Integer> {
    private static final String DEFAULT_DATA = "glyphs";

    private final Terminal terminal;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "An experiment, or all; without, the list of them.")
    private @Nullable String name;

    @Option(names = "--data", paramLabel = "SPEC", description = "What to train on (default: ${DEFAULT-VALUE}).")
    private String data = DEFAULT_DATA;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the files go (default: experiments/NAME); with all, a folder in it for each.")
    private @Nullable Path out;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            converter = Positive.class,
            description = "How often to make each run, with seeds 1 to N (default: the experiment's).")
    private @Nullable Integer seeds;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = Positive.class,
            description = "How often to go through the data (default: the experiment's).")
    private @Nullable Integer epochs;

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    ExperimentCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (name == null) {
            Laboratory.list().forEach(line -> terminal.out().println(Lines.wrap(line, terminal.width(), 21)));
            return 0;
        }
        Settings settings = new Settings(data, out, epochs, seeds, engineOptions.threads());
        try (Engine engine = engineOptions.create()) {
            Laboratory laboratory = new Laboratory(name, settings, engine, this::progress);
            try (StopOnSignal signal = new StopOnSignal(laboratory::stop)) {
                laboratory.run();
            }
        }
        return 0;
    }

    private void progress(String line) {
        terminal.err().println(Lines.wrap(line, terminal.columns(), 2));
    }
}
