package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.Add;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;

/**
 * Finds the batch normalizations whose scale and shift inference folds into the weights of the layers before.
 *
 * <pre>
 * before   conv(6, 5) bn                        add { conv(8, 3, pad=1) | conv(8, 1) } bn
 * after    conv(6, 5), scaled, with a bias      add { conv(8, 3, pad=1), scaled, with a bias | conv(8, 1), scaled }
 * </pre>
 *
 * <p>Only where nothing else takes a value on the way: the layer before must be linear, and of a sum every branch, of
 * which the first takes the shift. Anywhere else a bn stays a scale and a shift of its own.
 */
public final class BatchNormFolding {
    /** How many places take a value, by its name. */
    private final Map<String, Integer> places = new HashMap<>();

    private final Map<String, Node> nodes = new HashMap<>();
    private final Map<Node, List<Node>> folded = new LinkedHashMap<>();

    private BatchNormFolding(Network network) {
        network.nodes().stream()
                .flatMap(node -> node.inputs().stream())
                .forEach(input -> places.merge(input.name(), 1, Integer::sum));
        network.nodes().forEach(node -> nodes.put(node.name(), node));
    }

    /** Each bn that is folded and the layers that take it, in the order of the file; the first takes the shift. */
    public static Map<Node, List<Node>> of(Network network) {
        BatchNormFolding fold = new BatchNormFolding(network);
        network.nodes().stream()
                .filter(node -> node.layer() instanceof BatchNorm)
                .forEach(fold::fold);
        return fold.folded;
    }

    private void fold(Node bn) {
        List<Node> takers = new ArrayList<>();
        if (collect(bn.inputs().get(0), takers)) {
            folded.put(bn, List.copyOf(takers));
        }
    }

    /** Whether this value is a linear layer's, or a sum of such, and nobody else's; adds them. */
    private boolean collect(Value value, List<Node> takers) {
        Node source = onlyTaken(value);
        if (source == null) {
            return false;
        }
        if (source.layer() instanceof Add) {
            return source.inputs().stream().allMatch(input -> collect(input, takers));
        }
        return source.layer().takesScaleAndShift() && takers.add(source);
    }

    /** The node that puts a value out, where a single place takes it; null for the input or several. */
    private @Nullable Node onlyTaken(Value value) {
        return places.getOrDefault(value.name(), 0) == 1 ? nodes.get(value.name()) : null;
    }
}
