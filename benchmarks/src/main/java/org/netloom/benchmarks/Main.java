package org.netloom.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.benchmarks.networks.NetworksCommand;
import org.netloom.benchmarks.start.StartCommand;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code benchmarks/run compile}: runs the benchmarks of these subjects by JMH and prints a table. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        description = "Runs benchmarks, each in a process of its own; without a subject it lists them.")
public final class Main implements Callable<Integer> {
    private static final String PACKAGE = "org.netloom.benchmarks.";
    private static final String ALL = "all";
    private static final String KERNELS = "kernels";
    private static final String NETWORKS = "networks";
    private static final String START = "start";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SUBJECT", description = "What to measure by JMH, or 'all'.")
    private List<String> subjects = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there, too, as JMH does.")
    private @Nullable Path json;

    private final boolean trial;

    Main(boolean trial) {
        this.trial = trial;
    }

    public static void main(String[] arguments) {
        System.exit(run(
                false,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments));
    }

    /**
     * The exit code.
     *
     * @param trial once each, in this process: to see that they run; the figures mean nothing
     */
    static int run(boolean trial, PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Main(trial))
                .addSubcommand(NETWORKS, new NetworksCommand())
                .addSubcommand(START, new StartCommand(Path.of(System.getProperty("netloom.launcher", "netloom"))))
                .setOut(out)
                .setErr(err)
                .execute(arguments);
    }

    @Override
    public Integer call() throws RunnerException {
        PrintWriter out = spec.commandLine().getOut();
        SortedSet<String> known = known();
        if (subjects.isEmpty()) {
            // benchmarks/run puts the kernels on the class path when they are asked for.
            known.add(KERNELS);
            known.add(NETWORKS);
            known.add(START);
            known.forEach(out::println);
            return 0;
        }
        for (String subject : subjects) {
            if (!subject.equals(ALL) && !known.contains(subject)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no subject '%s': they are %s, all, and networks and start, which have options of their own"
                                .formatted(subject, String.join(", ", known)));
            }
        }
        Collection<RunResult> results = new Runner(options().build()).run();
        out.print(Table.of(results));
        out.flush();
        return 0;
    }

    private ChainedOptionsBuilder options() {
        ChainedOptionsBuilder options = new OptionsBuilder().shouldFailOnError(true);
        for (String subject : subjects) {
            options.include(subject.equals(ALL) ? "^" + PACKAGE : "^" + PACKAGE + subject + "\\.");
        }
        if (json != null) {
            options.resultFormat(ResultFormatType.JSON).result(json.toString());
        }
        if (trial) {
            options.forks(0).warmupIterations(0).measurementIterations(1).verbosity(VerboseMode.SILENT);
            options.measurementTime(TimeValue.milliseconds(1));
        }
        return options;
    }

    /** The last parts of the names of the packages that have benchmarks. */
    private static SortedSet<String> known() {
        SortedSet<String> subjects = new TreeSet<>();
        BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
                .forEach(benchmark -> subjects.add(
                        benchmark.getUsername().substring(PACKAGE.length()).split("\\.", 2)[0]));
        return subjects;
    }
}
