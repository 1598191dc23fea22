package org.netloom.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import org.netloom.compiler.load.JavaCompilerException;
import org.netloom.runtime.NetloomVersion;
import org.netloom.runtime.NetworkException;
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
        subcommands = {
            CompileCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            FormatCommand.class,
            DrawCommand.class,
            DiffCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            PredictCommand.class,
            RecalibrateCommand.class,
            StatsCommand.class,
            ExperimentCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a problem with a file, the data or the training",
            "2:a command or an option that does not exist",
            "130:stopped by Ctrl-C; the last step is in the checkpoint"
        })
final class Netloom implements Runnable {
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

    /** Runs a command line; never throws, never ends the process. */
    static int run(Terminal terminal, String... args) {
        Netloom netloom = new Netloom();
        CommandLine line = new CommandLine(netloom, new Commands(terminal));
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.setUsageHelpWidth(100);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Netloom::usageError);
        line.setExecutionExceptionHandler((failure, command, parsed) -> netloom.failed(terminal, failure));
        try {
            return line.execute(args);
        } catch (StackOverflowError | OutOfMemoryError e) {
            return netloom.failed(terminal, e);
        }
    }

    private static int usageError(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        if (isUnreadableName(failure)) {
            err.println("netloom: the name of a file has letters that this locale does not know: set LC_ALL=C.UTF-8");
            return CommandLine.ExitCode.USAGE;
        }
        err.println("netloom: " + String.valueOf(failure.getMessage()).replaceFirst("^Error: ", ""));
        CommandLine.UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("try: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    /** Without the launcher, which sets a locale: Java has lost the name's letters. */
    private static boolean isUnreadableName(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPathException) {
                return !"UTF-8".equals(System.getProperty("sun.jnu.encoding"));
            }
        }
        return false;
    }

    private int failed(Terminal terminal, Throwable failure) {
        terminal.err().println("netloom: " + sentence(failure));
        if (stacktrace || System.getenv("NETLOOM_STACKTRACE") != null) {
            failure.printStackTrace(terminal.err());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String sentence(Throwable failure) {
        if (failure instanceof NetworkException
                || failure instanceof JavaCompilerException
                || failure instanceof CliException
                || failure instanceof IOException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof OutOfMemoryError) {
            return "out of memory (%s); a smaller --batch needs less".formatted(failure.getMessage());
        }
        return "an error of netloom itself, %s; --stacktrace shows where".formatted(failure);
    }

    /** Makes the commands, each with the terminal. */
    private record Commands(Terminal terminal) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            for (var constructor : type.getDeclaredConstructors()) {
                if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Terminal.class) {
                    return type.cast(constructor.newInstance(terminal));
                }
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
