package org.netloom.compiler.internal.lint;

import java.util.List;
import java.util.stream.Stream;
import org.netloom.compiler.internal.builtin.Dense;
import org.netloom.compiler.internal.builtin.Relu;
import org.netloom.compiler.internal.ir.Consumers;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.problem.Problem;

/** Layers that another makes pointless. */
final class SequenceRules {
    private SequenceRules() {}

    /** What passes its input on as it is. */
    static Stream<Problem> withoutEffect(Network network) {
        Stream<Problem> ofItself = network.nodes().stream()
                .filter(node -> node.layer().changesNothing(node.use()))
                .map(node -> Problem.warning(
                                "layer.no-effect",
                                node.span(),
                                "%s passes on what comes in as it is".formatted(node.name()))
                        .help("leave it out"));
        Consumers consumers = new Consumers(network);
        Stream<Problem> behindAnother = Lint.of(network, Relu.class)
                .filter(relu -> !Relu.isClipped(relu.use()))
                .flatMap(relu -> consumers.source(Lint.input(relu)).stream()
                        .filter(node -> node.layer().putsOutNoNegative(node.use()))
                        .map(node -> Problem.warning(
                                        "layer.no-effect",
                                        relu.span(),
                                        "%s has nothing to cut off: %s puts out nothing negative"
                                                .formatted(relu.name(), node.name()))
                                .help("leave it out")));
        return Stream.concat(ofItself, behindAnother);
    }

    /** Two linear maps are one, unless the first is narrow on purpose: then they are one of low rank. */
    static Stream<Problem> linearTwice(Network network) {
        Consumers consumers = new Consumers(network);
        return Lint.of(network, Dense.class)
                .flatMap(second -> consumers.source(Lint.input(second)).stream()
                        .filter(first -> first.layer() instanceof Dense)
                        .filter(first -> {
                            long middle = first.shape().size();
                            boolean narrow = middle < Lint.input(first).shape().size()
                                    && middle < second.shape().size();
                            List<Node> users = consumers.of(first.output());
                            return users.size() == 1 && !narrow;
                        })
                        .map(first -> Problem.warning(
                                        "layer.linear-twice",
                                        second.span(),
                                        "%s and %s are one linear map, because nothing lies between them"
                                                .formatted(first.name(), second.name()))
                                .help("put an activation such as relu between them")));
    }
}
