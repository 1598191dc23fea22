package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;

/**
 * Which gradients the backward pass computes, and from where each comes.
 *
 * <p>The gradient by a value is computed only where a trained weight lies before it: nobody needs the one by the
 * network's input. Where several nodes take a value, each contributes a gradient, and they add up (the chain rule of
 * several variables).
 */
public final class GradientFlow {
    private final Network network;
    private final Set<String> needed = new HashSet<>();
    private final Map<String, List<Contribution>> contributors = new HashMap<>();

    /**
     * What one use of a value contributes to its gradient.
     *
     * @param input which of the node's inputs the value is, from 0
     */
    public record Contribution(Node node, int input) {}

    public GradientFlow(Network network) {
        this.network = network;
        for (Node node : network.nodes()) {
            boolean upstream = node.inputs().stream().anyMatch(input -> needed.contains(input.name()));
            if (upstream || node.trained()) {
                needed.add(node.name());
            }
        }
        // In the order of the backward pass, so that the first to contribute is the last to use.
        List<Node> nodes = network.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            for (int input = 0; input < node.inputs().size(); input++) {
                contributors
                        .computeIfAbsent(node.inputs().get(input).name(), name -> new ArrayList<>())
                        .add(new Contribution(node, input));
            }
        }
    }

    /** Whether the backward pass computes the gradient by this value. */
    public boolean needs(Value value) {
        return needed.contains(value.name());
    }

    /** Whether the backward pass passes through this node. */
    public boolean passes(Node node) {
        return needed.contains(node.name());
    }

    /** Whether there is a place for the gradient by this value: where it is needed, and for the output always. */
    public boolean has(Value value) {
        return needs(value) || value.equals(network.output());
    }

    /** The uses of this value, that of the last node first. */
    public List<Contribution> contributors(Value value) {
        return List.copyOf(contributors.getOrDefault(value.name(), List.of()));
    }

    /** Whether gradients by this value have to be added up. */
    public boolean addsUp(Value value) {
        return needs(value) && contributors(value).size() > 1;
    }
}
