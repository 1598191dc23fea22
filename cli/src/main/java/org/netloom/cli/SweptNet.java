package org.netloom.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Severity;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.sweep.Candidate;
import org.netloom.runtime.sweep.Candidates;
import org.netloom.runtime.train.TrainConfig;

/** A net of a file and its training, compiled anew for each combination of what a sweep tries. */
final class SweptNet implements Candidates {
    /** Before the name of a net's parameter. */
    private static final String PARAMETER = "P.";

    private static final String RATE = "lr";

    private final Path file;
    private final List<SourceFile> sources;
    private final String net;
    private final NetParameters parameters;
    private final TrainSettings settings;
    private final String data;
    private final Supplier<Engine> engine;

    /** @param data what to learn from, where no combination says */
    SweptNet(
            Path file,
            String net,
            NetParameters parameters,
            TrainSettings settings,
            String data,
            Supplier<Engine> engine) {
        this.file = file;
        this.sources = NetFiles.read(List.of(file));
        this.net = net;
        this.parameters = parameters;
        this.settings = settings;
        this.data = data;
        this.engine = engine;
    }

    /**
     * What a combination says, each where it belongs.
     *
     * @param parameters of the net
     * @param settings of its train section, those of the command line included
     * @param rate above that of the optimizer; null where none is tried
     */
    record Parts(
            NetParameters parameters,
            Map<String, String> settings,
            @Nullable String rate) {}

    Parts parts(Map<String, String> combination) {
        Map<String, String> ofNet = new LinkedHashMap<>();
        Map<String, String> ofTraining = new LinkedHashMap<>(settings.values());
        combination.forEach((name, value) -> {
            if (name.startsWith(PARAMETER)) {
                ofNet.put(name.substring(PARAMETER.length()), value);
            } else if (!name.equals(RATE)) {
                ofTraining.put(name, value);
            }
        });
        return new Parts(parameters.with(ofNet), ofTraining, combination.get(RATE));
    }

    @Override
    public Candidate of(Map<String, String> combination) {
        Parts parts = parts(combination);
        Compilation compilation =
                NetCompiler.compile(sources, parts.parameters().options().withSettings(parts.settings()));
        compilation.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .findFirst()
                .ifPresent(problem -> {
                    throw new NetworkException(sentence(problem));
                });
        Network network = NetFiles.choose(compilation, net, file);
        LoadedNet loaded = LoadedNet.of(compilation, network);
        TrainConfig ofFile = loaded.net().trainConfig();
        TrainConfig.Builder config = ofFile.toBuilder();
        if (!combination.containsKey("data")) {
            config.data(data);
        }
        if (parts.rate() != null) {
            config.learningRate(rate(parts.rate()));
        }
        String identity = loaded.structure().strip() + "\n" + network.train();
        return new Candidate(() -> loaded.net().create(engine.get()), config.build(), loaded.structure(), identity);
    }

    /** {@code --set:1:7: batch must be at least 1 but is 0}, with the way out where there is one. */
    private static String sentence(Problem problem) {
        String help = problem.help();
        return "%s: %s%s".formatted(problem.span().position(), problem.message(), help == null ? "" : "; " + help);
    }

    private static double rate(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new NetworkException("a learning rate is a number, and '%s' is none".formatted(text), e);
        }
    }
}
