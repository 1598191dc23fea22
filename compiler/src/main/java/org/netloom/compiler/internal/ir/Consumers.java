package org.netloom.compiler.internal.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who takes the values of a network, and who puts them out. */
public final class Consumers {
    private final Map<String, List<Node>> takers = new HashMap<>();
    private final Map<String, Node> sources = new HashMap<>();

    public Consumers(Network network) {
        for (Node node : network.nodes()) {
            sources.put(node.name(), node);
            node.inputs().stream()
                    .map(Value::name)
                    .distinct()
                    .forEach(input -> takers.computeIfAbsent(input, name -> new ArrayList<>())
                            .add(node));
        }
    }

    /** The nodes that take this value, in order; one that takes it several times is there once. */
    public List<Node> of(Value value) {
        return takers.getOrDefault(value.name(), List.of());
    }

    /** The node whose value this is, unless it is the network's input. */
    public Optional<Node> source(Value value) {
        return Optional.ofNullable(sources.get(value.name()));
    }
}
