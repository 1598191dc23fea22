package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.sweep.NamedData;
import org.netloom.runtime.sweep.RankBy;
import org.netloom.runtime.sweep.Sweep;
import org.netloom.runtime.sweep.SweepPlan;
import org.netloom.runtime.sweep.SweepReport;
import org.netloom.runtime.sweep.Variable;
import org.netloom.runtime.train.TrainConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code netloom sweep FILE}: which settings train a net best. */
@Command(
        name = "sweep",
        description = "Tries settings of a training and ranks them by the validation part of the data.",
        footerHeading =
                "%nNAME is a setting of the train section, lr, or P.width for a parameter of the net. CHOICES stand between%n"
                        + "commas, or are a range to draw from: log(1e-4, 1), uniform(0.1, 0.5), int(8, 64). The same command once%n"
                        + "more goes on with a sweep that was interrupted.%n",
        footer = {
            "%nExample: netloom sweep lenet_bn.net --data glyphs --try 'lr=0.1, 0.3, 1' --try 'batch=64, 256' --epochs 9"
        })
final class SweepCommand implements Callable<Integer> {
    private static final String DEFAULT_DATA = "glyphs";

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The .net file.")
    private Path file = Path.of("");

    @Option(names = "--net", paramLabel = "NAME", description = "The net, where the file has several.")
    private @Nullable String net;

    @Option(names = "--data", paramLabel = "SPEC", description = "What to learn from (default: the file's, or glyphs).")
    private @Nullable String data;

    @Option(
            names = "--try",
            paramLabel = "NAME=CHOICES",
            required = true,
            description = "What to try: --try 'lr=0.1, 0.3' --try 'optimizer=sgd(lr = 0.1), adam(lr = 0.001)'.")
    private List<String> tries = List.of();

    @Mixin
    private TrainSettings settings = new TrainSettings();

    @Mixin
    private NetParameters parameters = new NetParameters();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            converter = Positive.class,
            description = "How long the best ones are trained (default: the file's).")
    private @Nullable Integer epochs;

    @Option(
            names = "--halving",
            paramLabel = "N",
            converter = Positive.class,
            description = "One in N goes on from rung to rung, for N times the epochs; 1 trains all to the end"
                    + " (default: ${DEFAULT-VALUE}).")
    private int halving = 3;

    @Option(
            names = "--random",
            paramLabel = "N",
            converter = Positive.class,
            description = "Draw N different combinations instead of trying all.")
    private @Nullable Integer random;

    @Option(names = "--sweep-seed", paramLabel = "N", description = "Of these draws (default: ${DEFAULT-VALUE}).")
    private long sweepSeed = 42;

    @Option(
            names = "--by",
            paramLabel = "FIGURE",
            description =
                    "validation_accuracy or validation_loss (default: the accuracy of classes, the loss of numbers).")
    private @Nullable RankBy by;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the sweep is kept, each training in a folder (default: sweeps/NET).")
    private @Nullable Path directory;

    @Option(names = "--json", description = "End with one JSON object on stdout; all else goes to stderr.")
    private boolean json;

    SweepCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<Variable> variables = tries.stream().map(Variable::parse).toList();
        requireFree(variables);
        try (PendingEngine engine = engineOptions.begin()) {
            LoadedNet base = LoadedNet.of(file, net, settings.on(parameters.options()), terminal);
            String name = base.net().type().getSimpleName();
            TrainConfig ofFile = base.net().trainConfig();
            String spec = data != null ? data : ofFile.data() != null ? ofFile.data() : DEFAULT_DATA;
            SweptNet swept = new SweptNet(file, name, parameters, settings, spec, engine::get);
            SweepPlan plan = SweepPlan.of(variables, epochs != null ? epochs : ofFile.epochs())
                    .withHalving(halving)
                    .withBy(by)
                    .withAbout(about(name, spec, engine));
            sweep(swept, random == null ? plan : plan.withRandom(random, sweepSeed), name);
        }
        return 0;
    }

    private void sweep(SweptNet swept, SweepPlan plan, String name) {
        Path folder = directory != null ? directory : Path.of("sweeps", name);
        SweepScreen screen = new SweepScreen(terminal, json, plan);
        NamedData opened = new NamedData(screen::line);
        screen.header(name, file);
        Sweep sweep = new Sweep(plan, folder, swept, opened, screen);
        try (StopOnSignal signal = new StopOnSignal(sweep::stop)) {
            SweepReport report = sweep.run();
            if (report.stopped()) {
                screen.stopped(folder);
                return;
            }
            String train =
                    report.best().map(best -> train(swept, best, plan, opened)).orElse(null);
            String eval = report.best().map(best -> eval(swept, best, opened)).orElse(null);
            screen.footer(report, train, eval);
            if (json) {
                terminal.out().println(SweepJson.of(report, train, eval));
            }
        } finally {
            screen.clearBar();
        }
    }

    /** What has an option of its own is not tried beside it. */
    private void requireFree(List<Variable> variables) {
        for (Variable variable : variables) {
            if (variable.name().equals("epochs")) {
                throw new CliException("epochs cannot be tried: --epochs says how long all are trained");
            }
            if (variable.name().equals("data") && data != null) {
                throw new CliException("data are tried, and --data names others: give one of them");
            }
        }
    }

    /** By what the sweep is known again, beside what it tries. */
    private Map<String, String> about(String name, String spec, PendingEngine engine) {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("file", file.toString());
        about.put("net", name);
        about.put("data", spec);
        about.put("-P", parameters.values().toString());
        about.put("--set", settings.values().toString());
        about.put("engine", engine.get().name());
        about.put("precision", engine.get().dataType().name().toLowerCase(Locale.ROOT));
        return about;
    }

    /** The command line that trains the best one once more. */
    private String train(SweptNet swept, SweepReport.Ranked best, SweepPlan plan, NamedData opened) {
        Map<String, String> combination = best.trial().settings();
        SweptNet.Parts parts = swept.parts(combination);
        Map<String, String> written = new LinkedHashMap<>(parts.settings());
        written.remove("data");
        List<String> more = new ArrayList<>(
                List.of("--data", opened.spec(swept.of(combination).config())));
        more.addAll(TrainSettings.words(written));
        if (parts.rate() != null) {
            more.addAll(List.of("--lr", parts.rate()));
        }
        more.addAll(List.of("--epochs", String.valueOf(plan.epochs())));
        return CheckpointedNet.commandLine("train", file, net, parts.parameters(), engineOptions, more);
    }

    /** The command line that measures the best one on the test part. */
    private String eval(SweptNet swept, SweepReport.Ranked best, NamedData opened) {
        Map<String, String> combination = best.trial().settings();
        TrainConfig config = swept.of(combination).config();
        List<String> more =
                new ArrayList<>(List.of("--from", String.valueOf(best.checkpoint()), "--data", opened.spec(config)));
        more.addAll(TrainSettings.wordsOfMeasuring(swept.parts(combination).settings(), config));
        if (opened.heldOut()) {
            more.add("--held-out");
        }
        NetParameters own = swept.parts(combination).parameters();
        return CheckpointedNet.commandLine("eval", file, net, own, engineOptions, more);
    }
}
