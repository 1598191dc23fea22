package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.train.TrainKey;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.op.LayerPattern;

/** Checks that the layers which a train section names are there, and that what it freezes leaves some to train. */
final class NamedLayers {
    private final Network network;
    private final List<Node> withWeights;
    private final Problems problems;

    private NamedLayers(Network network, Problems problems) {
        this.network = network;
        this.problems = problems;
        withWeights = network.nodes().stream()
                .filter(node -> node.ownsWeights() && !node.weights().isEmpty())
                .toList();
    }

    static void check(NetFile.Train section, Network network, Problems problems) {
        NamedLayers layers = new NamedLayers(network, problems);
        for (NetFile.Setting setting : section.settings()) {
            String key = setting.key().text();
            if (key.equals(TrainKey.RATES.word())) {
                setting.values().forEach(value -> layers.find(scaled(value)));
            } else if (key.equals(TrainKey.FREEZE.word())) {
                layers.checkFrozen(setting);
            }
        }
    }

    /** What names the layers in {@code scale("conv*", 0.1)}; null where nothing does. */
    private static NetFile.@Nullable Expression scaled(NetFile.Value value) {
        if (!(value instanceof NetFile.Call call)) {
            return null;
        }
        return call.arguments().stream()
                .filter(argument ->
                        argument.name() == null || argument.name().text().equals("layers"))
                .map(NetFile.Argument::value)
                .findFirst()
                .orElse(null);
    }

    private void checkFrozen(NetFile.Setting setting) {
        List<LayerPattern> patterns = new ArrayList<>();
        for (NetFile.Value value : setting.values()) {
            LayerPattern pattern = value instanceof NetFile.Expression expression ? find(expression) : null;
            if (pattern != null) {
                patterns.add(pattern);
            }
        }
        boolean something = network.nodes().stream()
                .filter(node -> node.ownsWeights() && node.trained())
                .anyMatch(node -> patterns.stream().noneMatch(pattern -> pattern.matches(node.name())));
        if (!patterns.isEmpty() && !something && network.parameters() > 0) {
            problems.add(Problem.error(
                            "train.all-frozen",
                            setting.span(),
                            "this leaves nothing of %s to train".formatted(network.name()))
                    .help("a new head is what the last layer is: leave %s out"
                            .formatted(withWeights.get(withWeights.size() - 1).name())));
        }
    }

    /** The pattern, where there are layers that it means. */
    private @Nullable LayerPattern find(NetFile.@Nullable Expression expression) {
        String text = expression == null ? null : CallText.text(expression);
        if (expression == null || text == null) {
            return null; // reported where the values are checked
        }
        LayerPattern pattern = new LayerPattern(text);
        List<String> names = withWeights.stream().map(Node::name).toList();
        if (names.stream().anyMatch(pattern::matches)) {
            return pattern;
        }
        Optional<String> nearest = Suggestions.nearest(text.replace("*", ""), names);
        problems.add(Problem.error(
                        "train.unknown-layer",
                        expression.span(),
                        "no layer of %s that has parameters is called '%s'".formatted(network.name(), text))
                .help(Suggestions.didYouMean(nearest, "there are " + String.join(", ", names))));
        return null;
    }
}
