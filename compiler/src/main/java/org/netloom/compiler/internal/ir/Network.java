package org.netloom.compiler.internal.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.source.Span;

/**
 * A network whose layers are known, whose shapes fit, and whose nodes are in an order in which they can be computed.
 *
 * @param heading what it is called
 * @param constants the net's parameters in their order, with their values: Long, Double or Boolean
 * @param inputSpan of the call of {@code input}
 * @param nodes each after those whose values and weights it takes; a value may be taken by several
 * @param train what the train section says
 */
public record Network(
        Heading heading,
        Map<String, Object> constants,
        Shape inputShape,
        Span inputSpan,
        List<Node> nodes,
        TrainPlan train) {

    /**
     * What a file says before the layers of a net.
     *
     * @param doc the documentation comment, or null
     * @param packageName of the Java class
     * @param span of the name
     */
    public record Heading(String name, @Nullable String doc, String packageName, Span span) {}

    /** The name of the value that comes in. */
    public static final String INPUT = "input";

    public Network {
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException(heading.name() + " has no layers");
        }
        Map<String, Shape> known = new HashMap<>(Map.of(INPUT, inputShape));
        Set<String> taken = new HashSet<>();
        for (Node node : nodes) {
            for (Value input : node.inputs()) {
                if (!input.shape().equals(known.get(input.name()))) {
                    throw new IllegalArgumentException("%s takes %s as %s but that is %s"
                            .formatted(node.name(), input.name(), input.shape(), known.get(input.name())));
                }
                taken.add(input.name());
            }
            if (!node.ownsWeights() && !known.containsKey(node.owner())) {
                throw new IllegalArgumentException(node.name() + " shares weights of nobody before it");
            }
            if (known.put(node.name(), node.shape()) != null) {
                throw new IllegalArgumentException("two nodes are called " + node.name());
            }
        }
        String last = nodes.get(nodes.size() - 1).name();
        if (nodes.stream()
                .anyMatch(node -> !taken.contains(node.name()) && !node.name().equals(last))) {
            throw new IllegalArgumentException("a value other than the output is never used");
        }
    }

    public String name() {
        return heading.name();
    }

    /** Of the Java class. */
    public String packageName() {
        return heading.packageName();
    }

    /** Of the name. */
    public Span span() {
        return heading.span();
    }

    public Value input() {
        return new Value(INPUT, inputShape);
    }

    /** The last node's value. */
    public Value output() {
        return nodes.get(nodes.size() - 1).output();
    }

    /** How many numbers gradient descent changes. */
    public long parameters() {
        return nodes.stream().mapToLong(Node::parameters).reduce(0, Sizes::plus);
    }

    /** The same with other nodes. */
    public Network with(List<Node> changed) {
        return new Network(heading, constants, inputShape, inputSpan, changed, train);
    }

    /** {@code org.netloom.models.LeNetBn}. */
    public String qualifiedName() {
        return packageName().isEmpty() ? name() : packageName() + "." + name();
    }

    /** One line for each node: its name, operation, inputs and arguments, its shape, its weights. */
    /** All that a training of it cannot do without, layers with their options and shapes: equal where two nets compute the same. */
    public String structure() {
        return new Network(heading, Map.of(), inputShape, inputSpan, nodes, TrainPlan.EMPTY).toString();
    }

    @Override
    public String toString() {
        int width =
                nodes.stream().mapToInt(node -> node.toString().length()).max().orElse(0);
        String format = "  %-" + width + "s  %-14s %s";
        List<String> lines = new ArrayList<>();
        lines.add("net " + qualifiedName());
        lines.add(String.format(Locale.ROOT, format, INPUT, inputShape.batched(), ""));
        for (Node node : nodes) {
            String weights = !node.ownsWeights()
                    ? ""
                    : node.weights().stream().map(Network::weightText).collect(Collectors.joining(" "));
            lines.add(String.format(Locale.ROOT, format, node, node.shape().batched(), weights));
        }
        lines.add("  return " + output().name());
        if (!train.isEmpty()) {
            lines.add("  " + train);
        }
        return lines.stream().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
    }

    private static String weightText(Weight weight) {
        return weight.key() + weight.shape().stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }
}
