package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.netloom.runtime.describe.TrainingCurves;
import org.netloom.runtime.train.LoggedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom plot LOG... -o curves.svg}: trainings over one another. */
@Command(
        name = "plot",
        description = "Draws the logs of trainings (train --log) over one another: loss, metric and learning rate.")
final class PlotCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "LOG", description = "What train --log has written.")
    private List<Path> logs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "F.svg|.png",
            required = true,
            description = "Where the picture goes.")
    private Path output = Path.of("");

    @Option(names = "--log-scale", description = "The loss on a logarithmic scale.")
    private boolean logScale;

    PlotCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        PictureFile.requireKnown(output);
        List<LoggedRun> runs = new ArrayList<>();
        for (Path log : logs) {
            LoggedRun run = LoggedRun.read(log);
            if (run.broken() > 0) {
                terminal.err()
                        .println(String.format(
                                Locale.ROOT,
                                "%s: %d line%s broken off and left out",
                                log,
                                run.broken(),
                                run.broken() == 1 ? " is" : "s are"));
            }
            runs.add(run);
        }
        TrainingCurves curves = TrainingCurves.of(runs);
        PictureFile.write(output, (logScale ? curves.withLogScale() : curves).svg());
        terminal.err().println("wrote " + output);
        return 0;
    }
}
