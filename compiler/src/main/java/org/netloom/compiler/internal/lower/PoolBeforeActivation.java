package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;

/**
 * Puts the pooling of a maximum before the activation in front of it, for inference.
 *
 * <pre>
 * before   sigmoid1 = sigmoid(conv1)   maxpool1 = maxpool(sigmoid1)
 * after    maxpool1 = maxpool(conv1)   sigmoid1 = sigmoid(maxpool1)
 * </pre>
 *
 * <p>The result is the same, for a quarter of the exponentials where the windows are 2 by 2: a function that never
 * decreases has its largest value of a window at the window's largest x, max f(x) = f(max x). Padding is minus infinity
 * on either side of the function, so that it is never the maximum, and each window has a value of the image; a NaN
 * becomes the maximum and stays NaN. Training keeps the order of the file, whose values the backward pass needs.
 */
public final class PoolBeforeActivation {
    private final List<Node> nodes = new ArrayList<>();
    /** How many places take a value, by its name. */
    private final Map<String, Integer> taken = new HashMap<>();
    /** What the value of a pooling that moved is now called. */
    private final Map<String, Value> renamed = new HashMap<>();

    private PoolBeforeActivation(Network network) {
        network.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .forEach(input -> taken.merge(input.name(), 1, Integer::sum));
    }

    /** The network in the new order; the value of a pooling that moved is now the activation's. */
    public static Network apply(Network network) {
        PoolBeforeActivation order = new PoolBeforeActivation(network);
        network.nodes().forEach(order::add);
        return network.with(order.nodes);
    }

    private void add(Node original) {
        List<Value> inputs = original.inputs().stream()
                .map(input -> renamed.getOrDefault(input.name(), input))
                .toList();
        Node node = original.with(inputs, original.shape());
        int place = node.layer().takesMaximum() ? place(inputs.get(0)) : nodes.size();
        if (place == nodes.size()) {
            nodes.add(node);
        } else {
            insert(node, place);
        }
    }

    /** Where a pooling of this value goes: before the activations that end in it and that it can pass. */
    private int place(Value value) {
        int place = nodes.size();
        Value before = value;
        while (place > 0 && isPassed(nodes.get(place - 1), before)) {
            place--;
            before = nodes.get(place).inputs().get(0);
        }
        return place;
    }

    private boolean isPassed(Node node, Value value) {
        return node.output().equals(value)
                && taken.getOrDefault(value.name(), 0) == 1
                && node.layer().isActivation()
                && node.layer().neverDecreases(node.use());
    }

    private void insert(Node pool, int place) {
        Node first = pool.with(nodes.get(place).inputs(), pool.shape());
        nodes.add(place, first);
        Value value = first.output();
        for (int i = place + 1; i < nodes.size(); i++) {
            nodes.set(i, nodes.get(i).with(List.of(value), pool.shape()));
            value = nodes.get(i).output();
        }
        renamed.put(pool.name(), value);
        taken.put(value.name(), taken.getOrDefault(pool.name(), 0));
        taken.put(pool.name(), 1);
    }
}
