package org.netloom.compiler.internal.ir;

import java.util.List;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.source.Span;

/**
 * One operation of a network.
 *
 * @param name the layer's name and its ordinal among its kind, from 1: {@code conv2}
 * @param inputs one for a layer of a sequence, one for each branch of a merge
 * @param owner the node whose weights it takes: its own name, or that of an earlier node that shares its weights
 * @param origin what of the file it is
 */
public record Node(
        String name,
        Operator layer,
        Arguments arguments,
        List<Value> inputs,
        Shape shape,
        String owner,
        Origin origin) {

    /**
     * What of a file a node is.
     *
     * @param call with the values of its expressions: {@code conv(16, 5)}
     * @param uses the uses of blocks that led there, the outermost first
     * @param span of the call
     */
    public record Origin(String call, List<BlockUse> uses, Span span) {
        public Origin {
            uses = List.copyOf(uses);
        }
    }

    /**
     * A use of a block, or of shared layers.
     *
     * @param call with the values of its expressions: {@code res(128, 2)}
     * @param ordinal among the uses of the network, from 1: the nodes of one use have the same
     * @param span of the call
     */
    public record BlockUse(String call, int ordinal, Span span) {}

    public Node {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException(name + " has no input");
        }
    }

    /** As the file has it, with the values of its expressions: {@code conv(16, 5)}. */
    public String call() {
        return origin.call();
    }

    /** The uses of blocks that led there, the outermost first. */
    public List<BlockUse> uses() {
        return origin.uses();
    }

    /** Of the call. */
    public Span span() {
        return origin.span();
    }

    /** The only output. */
    public Value output() {
        return new Value(name, shape);
    }

    /** The layer in this place, for its own methods. */
    public Use use() {
        return new Use(arguments, inputs.stream().map(Value::shape).toList(), shape);
    }

    /** The arrays that it computes with, whoever owns them. */
    public List<Weight> weights() {
        return layer.weights(use());
    }

    /** Whether the arrays that it computes with, if any, are its own. */
    public boolean ownsWeights() {
        return owner.equals(name);
    }

    /** Whether gradient descent changes a weight of it. */
    public boolean trained() {
        return weights().stream().anyMatch(weight -> weight.role().trained());
    }

    /** How many numbers gradient descent changes; those of shared weights count where they are owned. */
    public long parameters() {
        if (!ownsWeights()) {
            return 0;
        }
        return weights().stream()
                .filter(weight -> weight.role().trained())
                .mapToLong(Weight::size)
                .reduce(0, Sizes::plus);
    }

    /** The same with other arguments. */
    public Node with(Arguments changed) {
        return new Node(name, layer, changed, inputs, shape, owner, origin);
    }

    /** The same with other inputs, and another shape. */
    public Node with(List<Value> others, Shape changed) {
        return new Node(name, layer, arguments, others, changed, owner, origin);
    }

    /** {@code conv1 = conv(input) channels=6 kernel=5}. */
    @Override
    public String toString() {
        String text = "%s = %s(%s) %s".formatted(name, layer.name(), names(), arguments);
        return text.stripTrailing() + (ownsWeights() ? "" : " weights of " + owner);
    }

    private String names() {
        return inputs.stream().map(Value::name).collect(Collectors.joining(", "));
    }
}
