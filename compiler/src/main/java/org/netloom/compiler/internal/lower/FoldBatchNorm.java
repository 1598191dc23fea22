package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.layer.Weight;

/**
 * Gives the layers before a batch normalization weights of the pass's own, with its scale and shift in them, in
 * inference.
 *
 * <pre>
 * before   conv1.forward(input, net.conv1.weight(), null, conv1Out)   bn1.inference(conv1Out, …, bn1Out)
 * after    conv1.forward(input, conv1Weight, conv1Bias, conv1Out)     and bn1Out is conv1Out
 * </pre>
 */
final class FoldBatchNorm {
    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    private final Map<Node, List<Node>> folds;
    /** The names of layers that take a bn. */
    private final Set<String> takers = new HashSet<>();
    /** The names of those that take the shift, too, not only the scale. */
    private final Set<String> shifted = new HashSet<>();

    private FoldBatchNorm(Map<Node, List<Node>> folds) {
        this.folds = folds;
        folds.values().forEach(layers -> {
            shifted.add(layers.get(0).name());
            layers.forEach(layer -> takers.add(layer.name()));
        });
    }

    static FoldBatchNorm of(Network network) {
        return new FoldBatchNorm(BatchNormFolding.of(network));
    }

    static FoldBatchNorm none() {
        return new FoldBatchNorm(Map.of());
    }

    /** Whether this is a batch normalization that others do the work of. */
    boolean isFolded(Node node) {
        return folds.containsKey(node);
    }

    Section.Remark remark(Node bn) {
        return new Section.FoldedInto(folds.getOrDefault(bn, List.of()));
    }

    /** What a layer computes with instead of its own weights, by accessor. */
    Map<String, Operand> replaced(Node layer) {
        if (!takers.contains(layer.name())) {
            return Map.of();
        }
        Map<String, Operand> arrays = new LinkedHashMap<>();
        arrays.put(WEIGHT, new Operand.FoldedWeight(layer.name(), WEIGHT));
        if (takesShift(layer) || has(layer, BIAS)) {
            arrays.put(BIAS, new Operand.FoldedWeight(layer.name(), BIAS));
        }
        return arrays;
    }

    private boolean takesShift(Node layer) {
        return shifted.contains(layer.name());
    }

    /** Declares the arrays of all layers, and says how they are computed. */
    void finish(Draft draft) {
        folds.forEach((bn, layers) -> {
            List<Fold.Part> parts = new ArrayList<>();
            for (Node layer : layers) {
                List<Integer> shape = weight(layer).shape();
                for (String accessor : replaced(layer).keySet()) {
                    Operand.FoldedWeight into = new Operand.FoldedWeight(layer.name(), accessor);
                    boolean weight = accessor.equals(WEIGHT);
                    draft.declare(new Declaration.Folded(into, weight ? shape : shape.subList(0, 1)));
                    Operand from = weight || has(layer, BIAS)
                            ? new Operand.Weight(layer.owner(), accessor)
                            : Operand.Absent.ABSENT;
                    Fold.Rule bias = takesShift(layer) ? Fold.Rule.BIAS : Fold.Rule.SCALED_BIAS;
                    parts.add(new Fold.Part(weight ? Fold.Rule.WEIGHT : bias, from, into));
                }
            }
            draft.add(new Fold(bn, layers, parts));
        });
    }

    private static boolean has(Node layer, String accessor) {
        return layer.weights().stream().anyMatch(weight -> weight.accessor().equals(accessor));
    }

    private static Weight weight(Node layer) {
        return layer.weights().stream()
                .filter(weight -> weight.accessor().equals(WEIGHT))
                .findFirst()
                .orElseThrow();
    }
}
