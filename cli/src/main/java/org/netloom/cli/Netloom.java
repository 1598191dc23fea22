package org.netloom.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.text.Printable;
import org.netloom.compiler.load.JavaCompilerException;
import org.netloom.compiler.registry.ProviderException;
import org.netloom.runtime.NetloomVersion;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.IoFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code netloom} command itself: its subcommands, and what becomes of failures. */
@Command(
        name = "netloom",
        description = "Neural networks as programs: compile, train and run .net files.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Netloom.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a problem with a file, the data or the training",
            "2:a command or an option that does not exist",
            "130:stopped by Ctrl-C; the last step is in the checkpoint"
        })
final class Netloom implements Runnable {
    /** What picocli sets help in at least. */
    private static final int MIN_HELP = 55;

    private static final int MAX_HELP = 100;
    private static final Map<String, Function<Terminal, Object>> COMMANDS = commands();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where in the program a failure came from.")
    private boolean stacktrace;

    /** The version for {@code --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "netloom " + NetloomVersion.current(),
                "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
                        + System.getProperty("os.arch")
            };
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** In the order of the help. */
    private static Map<String, Function<Terminal, Object>> commands() {
        Map<String, Function<Terminal, Object>> commands = new LinkedHashMap<>();
        commands.put("compile", CompileCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("fmt", FormatCommand::new);
        commands.put("draw", DrawCommand::new);
        commands.put("diff", DiffCommand::new);
        commands.put("data", DataCommand::new);
        commands.put("train", TrainCommand::new);
        commands.put("plot", PlotCommand::new);
        commands.put("sweep", SweepCommand::new);
        commands.put("eval", EvalCommand::new);
        commands.put("predict", PredictCommand::new);
        commands.put("recalibrate", RecalibrateCommand::new);
        commands.put("stats", StatsCommand::new);
        commands.put("experiment", ExperimentCommand::new);
        return commands;
    }

    /**
     * The command line with its subcommands. To look at all of them takes longer than most do their work, so where the
     * first word names one, that one is enough.
     */
    private static CommandLine line(Netloom netloom, Terminal terminal, String... args) {
        CommandLine line = new CommandLine(netloom);
        Function<Terminal, Object> named = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (named != null) {
            line.addSubcommand(args[0], named.apply(terminal));
        } else {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.apply(terminal)));
        }
        return line;
    }

    /** Runs a command line; never throws, never ends the process. */
    static int run(Terminal terminal, String... args) {
        Netloom netloom = new Netloom();
        CommandLine line = line(netloom, terminal, args);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.colored() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setUsageHelpWidth(Math.max(MIN_HELP, Math.min(MAX_HELP, terminal.width() == 0 ? 80 : terminal.width())));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Netloom::usageError);
        line.setExecutionExceptionHandler((failure, command, parsed) -> netloom.failed(terminal, failure));
        try {
            return netloom.finished(terminal, line.execute(args));
        } catch (StackOverflowError | OutOfMemoryError | LinkageError e) {
            return netloom.failed(terminal, e);
        }
    }

    /** A result that did not arrive is a failure, whatever the command came to. */
    private int finished(Terminal terminal, int code) {
        IOException failure = terminal.out() instanceof ResultStream results ? results.failure() : null;
        if (failure == null) {
            return code;
        }
        int failed = failed(terminal, IoFailure.of("write to stdout", failure));
        return code == CommandLine.ExitCode.OK ? failed : code;
    }

    private static int usageError(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        if (isUnreadableName(failure)) {
            err.println("netloom: the name of a file has letters that this locale does not know: set LC_ALL=C.UTF-8");
            return CommandLine.ExitCode.USAGE;
        }
        err.println("netloom: "
                + Printable.lines(String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "")));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("try: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    /** Without the launcher, which sets a locale: Java has lost the name's letters. */
    private static boolean isUnreadableName(ParameterException failure) {
        return !"UTF-8".equals(System.getProperty("sun.jnu.encoding"))
                && String.valueOf(failure.getMessage()).contains(InvalidPathException.class.getName());
    }

    private int failed(Terminal terminal, Throwable failure) {
        terminal.err().println(Lines.wrap("netloom: " + Printable.lines(sentence(failure)), terminal.columns(), 2));
        if (stacktrace || System.getenv("NETLOOM_STACKTRACE") != null) {
            failure.printStackTrace(terminal.err());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof NetworkException
                || failure instanceof JavaCompilerException
                || failure instanceof ProviderException
                || failure instanceof CliException
                || failure instanceof IOException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (%s); a smaller --batch needs less".formatted(failure.getMessage());
        }
        return "an error of netloom itself, %s; --stacktrace shows where".formatted(failure);
    }
}
