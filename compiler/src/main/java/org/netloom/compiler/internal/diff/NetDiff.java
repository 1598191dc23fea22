package org.netloom.compiler.internal.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.internal.explain.Lines;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Weight;

/** Two networks side by side: layers, sizes, and which weights of a checkpoint of the one fit the other. */
public final class NetDiff {
    private NetDiff() {}

    /** The same as {@link #text(Network, Network, int)}, as wide as it becomes. */
    public static String text(Network a, Network b) {
        return text(a, b, 0);
    }

    /**
     * The layers, those of the first one alone with {@code -} and those of the second one alone with {@code +}; parameters
     * and FLOPs of both; and the weights, by their keys in checkpoints. Lines end with LF.
     *
     * @param width how many characters a line may have, which calls of layers are shortened to; 0 for any number
     */
    public static String text(Network a, Network b, int width) {
        StringBuilder text = new StringBuilder("%s -> %s\n\n".formatted(a.name(), b.name()));
        layers(a, b).forEach(line -> text.append(fitted(line, width)).append('\n'));
        text.append('\n');
        text.append(change("parameters", a.parameters(), b.parameters()));
        text.append(change("FLOPs", flops(a), flops(b)));
        text.append('\n').append(weights(a, b));
        return Lines.wrap(text.toString(), width, 6);
    }

    /** A layer's line, with a call that leaves room for the shape behind it. */
    private static String fitted(String line, int width) {
        int shape = line.lastIndexOf(' ');
        int room = width - (line.length() - shape);
        return width <= 0 || line.length() <= width
                ? line
                : Lines.cut(line.substring(0, shape).stripTrailing(), Math.max(room, 12)) + line.substring(shape);
    }

    /** A line for each layer, of the longest common sequence of both once. */
    static List<String> layers(Network a, Network b) {
        List<String> left = lines(a);
        List<String> right = lines(b);
        int[][] common = new int[left.size() + 1][right.size() + 1];
        for (int i = left.size() - 1; i >= 0; i--) {
            for (int j = right.size() - 1; j >= 0; j--) {
                common[i][j] = left.get(i).equals(right.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < left.size() || j < right.size()) {
            if (i < left.size() && j < right.size() && left.get(i).equals(right.get(j))) {
                lines.add("    " + left.get(i++));
                j++;
            } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
                lines.add("  - " + left.get(i++));
            } else {
                lines.add("  + " + right.get(j++));
            }
        }
        return lines;
    }

    /** {@code conv(6, 5)  [N,6,24,24]}. */
    private static List<String> lines(Network network) {
        List<String> lines = new ArrayList<>();
        String dims = network.inputShape().text().replace("x", ", ");
        lines.add(
                "%-28s %s".formatted("input(" + dims + ")", network.inputShape().batched()));
        for (Node node : network.nodes()) {
            lines.add("%-28s %s".formatted(node.call(), node.shape().batched()));
        }
        return lines;
    }

    private static long flops(Network network) {
        return network.nodes().stream()
                .mapToLong(node -> node.layer().flops(node.use()))
                .reduce(0, Sizes::plus);
    }

    private static String change(String what, long before, long after) {
        String factor =
                before == 0 ? "" : String.format(Locale.ROOT, "  (%+.1f %%)", 100.0 * (after - before) / before);
        return String.format(Locale.ROOT, "  %-11s %,d -> %,d%s\n", what, before, after, before == after ? "" : factor);
    }

    private static String weights(Network a, Network b) {
        Map<String, Weight> left = byKey(a);
        Map<String, Weight> right = byKey(b);
        List<String> carried = new ArrayList<>();
        List<String> reshaped = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        long numbers = 0;
        for (Map.Entry<String, Weight> entry : right.entrySet()) {
            Weight old = left.get(entry.getKey());
            Weight weight = entry.getValue();
            if (old == null) {
                fresh.add(entry.getKey());
            } else if (old.shape().equals(weight.shape())) {
                carried.add(entry.getKey());
                numbers = Sizes.plus(numbers, weight.size());
            } else {
                reshaped.add("%s %s -> %s".formatted(entry.getKey(), old.shape(), weight.shape()));
            }
        }
        List<String> lost =
                left.keySet().stream().filter(key -> !right.containsKey(key)).toList();
        return String.format(
                        Locale.ROOT,
                        "  of a checkpoint of %s, %d of the %d arrays of %s carry over (%,d numbers)\n",
                        a.name(),
                        carried.size(),
                        right.size(),
                        b.name(),
                        numbers)
                + list("other shapes", reshaped)
                + list("only in " + a.name(), byLayer(lost))
                + list("only in " + b.name(), byLayer(fresh));
    }

    private static Map<String, Weight> byKey(Network network) {
        Map<String, Weight> weights = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (node.ownsWeights()) {
                node.weights().forEach(weight -> weights.put(node.name() + "." + weight.key(), weight));
            }
        }
        return weights;
    }

    private static String list(String what, List<String> items) {
        return items.isEmpty()
                ? ""
                : items.stream()
                        .map(item -> "    " + item + "\n")
                        .collect(Collectors.joining("", "  " + what + "\n", ""));
    }

    /** {@code bn1: weight, bias}: the arrays of one layer on one line. */
    private static List<String> byLayer(List<String> keys) {
        Map<String, List<String>> layers = new LinkedHashMap<>();
        for (String key : keys) {
            int dot = key.indexOf('.');
            layers.computeIfAbsent(key.substring(0, dot), layer -> new ArrayList<>())
                    .add(key.substring(dot + 1));
        }
        return layers.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                .toList();
    }
}
