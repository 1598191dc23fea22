package org.netloom.compiler.internal.emit;

import java.util.Locale;

/** The Java names of what a network's nodes are called. */
final class Names {
    private Names() {}

    /** {@code conv1}, {@code leakyRelu1}: a field, a local, an accessor. */
    static String variable(String node) {
        StringBuilder name = new StringBuilder();
        for (String word : node.split("_", -1)) {
            name.append(name.isEmpty() ? word : capitalized(word));
        }
        return name.toString();
    }

    /** {@code CONV1}, {@code LEAKY_RELU1}: the constant of an operation. */
    static String constant(String node) {
        return node.toUpperCase(Locale.ROOT);
    }

    /** {@code dConv1}: the gradient of the loss by what a node puts out. */
    static String gradient(String node) {
        return "d" + capitalized(variable(node));
    }

    /** {@code dConv1Weight}: the gradient of the loss by a weight. */
    static String gradient(String node, String accessor) {
        return gradient(node) + capitalized(accessor);
    }

    /**
     * {@code dConv1FromAdd1}: what one of several users of a value contributes to its gradient; with {@code Input2}
     * behind it where a node takes the value a second time.
     */
    static String contribution(String value, String user, int again) {
        return gradient(value) + "From" + capitalized(variable(user)) + (again == 0 ? "" : "Input" + (again + 1));
    }

    static String capitalized(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
