package org.netloom.compiler.internal.pass;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.builtin.Bias;
import org.netloom.compiler.internal.ir.Consumers;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;

/**
 * Leaves out a bias that the next layer, a batch normalization, takes away with the mean.
 *
 * <pre>
 * before   conv(6, 5) bn                  conv(6, 5, bias=true) bn
 * after    conv(6, 5, bias=false) bn      conv(6, 5, bias=true) bn   what is written stays
 * </pre>
 *
 * <p>Only where nothing but the bn takes the value: x + b has the mean(x) + b, so that x + b - mean(x + b) = x - mean(x).
 */
public final class DropRedundantBias {
    private static final int MOST_NAMES = 6;

    private DropRedundantBias() {}

    /** The network without these biases, and one note of which they were. */
    public static Network apply(Network network, Problems problems) {
        Consumers consumers = new Consumers(network);
        Map<String, Boolean> redundant = new HashMap<>();
        // Whoever shares weights shares the bias, which goes only where no one needs it.
        network.nodes()
                .forEach(node -> redundant.merge(node.owner(), isRedundant(consumers, node), Boolean::logicalAnd));
        List<Node> nodes = new ArrayList<>();
        List<Node> dropped = new ArrayList<>();
        for (Node node : network.nodes()) {
            if (redundant.getOrDefault(node.owner(), false)) {
                dropped.add(node);
                nodes.add(node.with(node.arguments().with(Bias.PARAMETER, false)));
            } else {
                nodes.add(node);
            }
        }
        if (dropped.isEmpty()) {
            return network;
        }
        problems.add(note(dropped));
        return network.with(nodes);
    }

    private static boolean isRedundant(Consumers consumers, Node node) {
        if (!node.layer().signature().parameters().contains(Bias.PARAMETER)
                || node.arguments().given(Bias.PARAMETER)
                || !node.arguments().get(Bias.PARAMETER)) {
            return false;
        }
        List<Node> takers = consumers.of(node.output());
        return takers.size() == 1 && takers.get(0).layer() instanceof BatchNorm;
    }

    private static Problem note(List<Node> dropped) {
        Node first = dropped.get(0);
        String names = dropped.stream().limit(MOST_NAMES).map(Node::name).collect(Collectors.joining(", "))
                + (dropped.size() > MOST_NAMES
                        ? String.format(Locale.ROOT, " and %d more", dropped.size() - MOST_NAMES)
                        : "");
        String message = dropped.size() == 1
                ? "%s has no bias: the bn after it would cancel it"
                : "%s have no bias: the bn after each would cancel it";
        return Problem.note("layer.bias-dropped", first.span(), String.format(Locale.ROOT, message, names))
                .help("bias=true keeps one");
    }
}
