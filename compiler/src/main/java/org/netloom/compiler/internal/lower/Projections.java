package org.netloom.compiler.internal.lower;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.builtin.Stats;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.op.LinearOp;
import org.netloom.op.Op;

/**
 * Which batch normalizations have moving statistics that follow the weights of the layer before: those that ask for it and
 * take what a layer puts out that is linear in its weights. All uses of a shared bn stand behind the same weights.
 */
public final class Projections {
    private Projections() {}

    /** The layers that ask for it and can have it, each with the linear one before, in the order of the network. */
    public static Map<Node, Node> of(Network network) {
        Map<String, Node> nodes = new HashMap<>();
        network.nodes().forEach(node -> nodes.put(node.name(), node));
        Map<Node, Node> found = new LinkedHashMap<>();
        Map<String, Set<String>> weights = new HashMap<>();
        for (Node node : network.nodes()) {
            if (asks(node)) {
                Node before = linear(nodes.get(node.inputs().get(0).name()));
                weights.computeIfAbsent(node.owner(), key -> new HashSet<>()).add(before == null ? "" : before.owner());
                if (before != null) {
                    found.put(node, before);
                }
            }
        }
        found.keySet().removeIf(bn -> weights.getOrDefault(bn.owner(), Set.of()).size() > 1);
        return found;
    }

    /** Whether a layer is a batch normalization whose statistics are to follow weights. */
    public static boolean asks(Node node) {
        return node.layer() instanceof BatchNorm
                && !BatchNorm.isFrozen(node.use())
                && Stats.followWeights(node.arguments());
    }

    private static @Nullable Node linear(@Nullable Node node) {
        Class<? extends Op<?>> op =
                node == null ? null : node.layer().constant(node.use()).op();
        return op != null && LinearOp.class.isAssignableFrom(op) ? node : null;
    }
}
