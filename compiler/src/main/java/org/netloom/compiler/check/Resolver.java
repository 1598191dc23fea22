package org.netloom.compiler.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Layers;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;
import org.netloom.compiler.syntax.NetFile;

/** Looks up layers and checks their arguments: the syntax tree becomes a {@link ResolvedNet}. */
final class Resolver {
    private final Problems problems;

    Resolver(Problems problems) {
        this.problems = problems;
    }

    ResolvedNet resolve(NetFile.Net net, String packageName) {
        List<ResolvedNet.Step> steps = new ArrayList<>();
        for (NetFile.Statement statement : net.body()) {
            steps.add(
                    statement instanceof NetFile.BrokenCall broken
                            ? step(broken.call(), false)
                            : step((NetFile.Call) statement, true));
        }
        checkInput(net, steps);
        return new ResolvedNet(net, packageName, steps);
    }

    /**
     * One layer.
     *
     * @param whole whether its arguments could be read; where not, that is reported already
     */
    private ResolvedNet.Step step(NetFile.Call call, boolean whole) {
        Optional<Layer> layer = Layers.find(call.name().text());
        if (layer.isEmpty()) {
            reportUnknown(call.name());
            return new ResolvedNet.Step(call, null, null);
        }
        Arguments arguments = whole ? ArgumentCheck.check(layer.get().signature(), call, problems) : null;
        return new ResolvedNet.Step(call, layer.get(), arguments);
    }

    private void reportUnknown(NetFile.Name name) {
        Optional<String> nearest = Suggestions.nearest(
                name.text(),
                Layers.all(),
                Layer::name,
                layer -> layer.signature().synonyms());
        String all = Layers.all().stream().map(Layer::name).collect(Collectors.joining(", "));
        problems.add(Problem.error("layer.unknown", name.span(), "there is no layer '%s'".formatted(name.text()))
                .help(Suggestions.didYouMean(nearest, "the layers are " + all)));
    }

    /** A net begins with its only input, and goes on. */
    private void checkInput(NetFile.Net net, List<ResolvedNet.Step> steps) {
        List<ResolvedNet.Step> inputs =
                steps.stream().filter(ResolvedNet.Step::isInput).toList();
        String name = net.name().text();
        if (inputs.isEmpty()) {
            problems.add(Problem.error(
                            "net.input-missing", net.name().span(), "%s does not say what comes in".formatted(name))
                    .help("begin with input(channels, height, width) for images or input(features) for vectors"));
            return;
        }
        Span first = inputs.get(0).call().span();
        if (!steps.get(0).isInput()) {
            problems.add(Problem.error("net.input-not-first", first, "input comes after other layers of " + name)
                    .help("put it before %s".formatted(CallText.of(steps.get(0).call()))));
        }
        for (ResolvedNet.Step again : inputs.subList(1, inputs.size())) {
            problems.add(Problem.error("net.input-twice", again.call().span(), name + " has more than one input")
                    .related(first, "the first is here"));
        }
        if (steps.size() == inputs.size()) {
            problems.add(Problem.error("net.empty", net.name().span(), name + " has no layer but its input")
                    .help("dense(10) after it, for example, makes ten outputs"));
        }
    }
}
