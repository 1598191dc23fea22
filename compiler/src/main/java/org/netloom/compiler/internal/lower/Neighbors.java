package org.netloom.compiler.internal.lower;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;

/** Who stands before whom, where nothing else is between or takes the value. */
final class Neighbors {
    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, Integer> places = new HashMap<>();

    Neighbors(Network network) {
        for (Node node : network.nodes()) {
            positions.put(node.name(), nodes.size());
            nodes.put(node.name(), node);
            node.inputs().forEach(input -> places.merge(input.name(), 1, Integer::sum));
        }
    }

    /**
     * The node that this one alone takes its value from, and that stands right before it in the order of the network;
     * null where there is none such.
     */
    @Nullable Node before(Node node) {
        Value input = node.inputs().get(0);
        Node source = nodes.get(input.name());
        boolean alone = source != null && node.inputs().size() == 1 && places.getOrDefault(input.name(), 0) == 1;
        return alone && position(source) + 1 == position(node) ? source : null;
    }

    private int position(@Nullable Node node) {
        return node == null ? -1 : positions.getOrDefault(node.name(), -1);
    }
}
