package org.netloom.parity;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Option;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;

/** A node's arguments and shapes, as a case of the reference asks for them; it remembers which it was asked for. */
final class Call {
    /** How weights begin: here both sides get the same numbers. */
    private static final Set<String> STARTS = Set.of("init", "gamma");

    private final Node node;
    private final Set<String> asked = new HashSet<>();

    Call(Node node) {
        this.node = node;
    }

    int integer(String name) {
        return Math.toIntExact(((Number) value(name)).longValue());
    }

    Pair pair(String name) {
        return (Pair) value(name);
    }

    double real(String name) {
        return ((Number) value(name)).doubleValue();
    }

    boolean flag(String name) {
        return (Boolean) value(name);
    }

    String word(String name) {
        return (String) value(name);
    }

    /** A word that may be left out. */
    Optional<String> optionalWord(String name) {
        return Optional.ofNullable((String) find(name));
    }

    /** One of several things with arguments of its own, which may be left out. */
    Optional<Option> option(String name) {
        return Optional.ofNullable((Option) find(name));
    }

    /** A number that may be left out. */
    Optional<Integer> optionalInteger(String name) {
        return Optional.ofNullable((Integer) find(name));
    }

    Optional<Double> optionalReal(String name) {
        return Optional.ofNullable((Double) find(name));
    }

    /** The sizes of the first input without the batch. */
    List<Integer> in() {
        return node.inputs().get(0).shape().dims();
    }

    /** The channels or features of the first input. */
    int channels() {
        return node.inputs().get(0).shape() instanceof Shape.Image image ? image.channels() : last(in());
    }

    /** Where the channels or features of the first input are, the batch counted: the last axis but for images. */
    int featureAxis() {
        return node.inputs().get(0).shape() instanceof Shape.Image ? 1 : in().size();
    }

    /** The sizes of the output without the batch. */
    List<Integer> out() {
        return node.shape().dims();
    }

    int inputs() {
        return node.inputs().size();
    }

    private static int last(List<Integer> sizes) {
        return sizes.get(sizes.size() - 1);
    }

    /** An argument that no case looks at could be wrong without anybody noticing. */
    void requireAllAsked() {
        for (Parameter<?> parameter : node.layer().signature().parameters()) {
            if (!asked.contains(parameter.name()) && !STARTS.contains(parameter.name())) {
                throw new AssertionError("the PyTorch reference of %s does not look at its argument %s: see TorchLayers"
                        .formatted(node.layer().name(), parameter.name()));
            }
        }
    }

    private Object value(String name) {
        Object value = find(name);
        if (value == null) {
            throw new AssertionError("%s has no value for %s".formatted(node.call(), name));
        }
        return value;
    }

    private Object find(String name) {
        asked.add(name);
        Parameter<?> parameter = node.layer()
                .signature()
                .parameter(name)
                .orElseThrow(() -> new AssertionError("%s has no argument %s: see TorchLayers"
                        .formatted(node.layer().name(), name)));
        return node.arguments().find(parameter);
    }

    /** {@code [5, 3]}: a size along both axes. */
    static String both(Pair size) {
        return "[%s, %s]".formatted(size.height(), size.width());
    }

    /** A number of TorchScript. */
    static String literal(double value) {
        return String.format(Locale.ROOT, "%.17e", value);
    }

    /** {@code True} or {@code False}. */
    static String literal(boolean value) {
        return value ? "True" : "False";
    }
}
