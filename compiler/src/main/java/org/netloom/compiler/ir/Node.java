package org.netloom.compiler.ir;

import java.util.List;
import java.util.stream.Collectors;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.source.Span;

/**
 * One operation of a network.
 *
 * @param name the layer's name and its ordinal among its kind, from 1: {@code conv2}
 * @param call as the file has it: {@code conv(16, 5)}
 * @param inputs one for a layer of a sequence
 * @param span of the call
 */
public record Node(
        String name, Operator layer, Arguments arguments, String call, List<Value> inputs, Shape shape, Span span) {
    public Node {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException(name + " has no input");
        }
    }

    /** The only output. */
    public Value output() {
        return new Value(name, shape);
    }

    /** The layer in this place, for its own methods. */
    public Use use() {
        return new Use(arguments, inputs.stream().map(Value::shape).toList(), shape);
    }

    public List<Weight> weights() {
        return layer.weights(use());
    }

    /** Whether gradient descent changes a weight of it. */
    public boolean trained() {
        return weights().stream().anyMatch(weight -> weight.role().trained());
    }

    /** How many numbers gradient descent changes. */
    public long parameters() {
        return weights().stream()
                .filter(weight -> weight.role().trained())
                .mapToLong(Weight::size)
                .reduce(0, Sizes::plus);
    }

    /** The same with other arguments. */
    public Node with(Arguments changed) {
        return new Node(name, layer, changed, call, inputs, shape, span);
    }

    /** {@code conv1 = conv(input) channels=6 kernel=5}. */
    @Override
    public String toString() {
        return "%s = %s(%s) %s"
                .formatted(name, layer.name(), names(), arguments)
                .stripTrailing();
    }

    private String names() {
        return inputs.stream().map(Value::name).collect(Collectors.joining(", "));
    }
}
