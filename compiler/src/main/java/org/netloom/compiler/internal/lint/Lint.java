package org.netloom.compiler.internal.lint;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/**
 * Warnings about a network as it was written. A rule is a function from a network to what it finds; each is listed
 * once.
 */
public final class Lint {
    private static final List<Function<Network, Stream<Problem>>> RULES = List.of(
            WindowRules::rowsUnused,
            WindowRules::pixelsSkipped,
            WindowRules::windowsOfPadding,
            NormRules::afterActivation,
            NormRules::afterDropout,
            NormRules::biasCanceled,
            NormRules::singleValue,
            SequenceRules::withoutEffect,
            SequenceRules::linearTwice,
            ValueRules::largeEps,
            ValueRules::smallDecay,
            ValueRules::largeDropout,
            ValueRules::largeSlope,
            ValueRules::largeRate,
            ValueRules::largeWeightDecay,
            EndRules::softmaxBeforeLoss,
            EndRules::activationBeforeLoss,
            EndRules::dropoutAtEnd,
            EndRules::oneClass,
            EndRules::nothingTrained);

    private Lint() {}

    /** Adds the warnings about a network; what is repeated is warned of once. */
    public static void check(Network network, Problems problems) {
        record Place(String id, int start) {}
        Set<Place> seen = new HashSet<>();
        RULES.stream()
                .flatMap(rule -> rule.apply(network))
                .filter(problem ->
                        seen.add(new Place(problem.id(), problem.span().start())))
                .forEach(problems::add);
    }

    /** The nodes that are of this layer. */
    static Stream<Node> of(Network network, Class<?> layer) {
        return network.nodes().stream().filter(node -> layer.isInstance(node.layer()));
    }

    /** Where the file has this argument; the call where it leaves it out. */
    static Span place(Node node, Parameter<?> parameter) {
        Span place = node.arguments().place(parameter);
        return place == null ? node.span() : place;
    }

    static Value input(Node node) {
        return node.inputs().get(0);
    }
}
