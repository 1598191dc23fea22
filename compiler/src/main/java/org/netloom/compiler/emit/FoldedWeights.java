package org.netloom.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.netloom.compiler.ir.BatchNormFolding;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Weight;

/**
 * The weights of the inference pass that have a batch normalisation in them.
 *
 * <pre>
 * private final INDArray conv1Weight = folded(6, 1, 5, 5);
 * private final INDArray conv1Bias = folded(6);
 *
 * protected void fold() {
 *     // bn1 into conv1
 *     folding().weight(BN1, net.bn1, net.conv1.weight(), conv1Weight);
 *     folding().bias(BN1, net.bn1, null, conv1Bias);
 * }
 * </pre>
 */
final class FoldedWeights {
    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    private final Map<Node, List<Node>> folds;
    /** By the name of the layer that takes it: its bn. */
    private final Map<String, Node> takers = new HashMap<>();
    /** The names of layers that take the shift, too, not only the scale. */
    private final Set<String> shifted = new HashSet<>();

    private FoldedWeights(Map<Node, List<Node>> folds) {
        this.folds = folds;
        folds.forEach((bn, layers) -> {
            shifted.add(layers.get(0).name());
            layers.forEach(layer -> takers.put(layer.name(), bn));
        });
    }

    static FoldedWeights of(Network network) {
        return new FoldedWeights(BatchNormFolding.of(network));
    }

    static FoldedWeights none() {
        return new FoldedWeights(Map.of());
    }

    boolean isEmpty() {
        return folds.isEmpty();
    }

    /** Whether this is a batch normalisation that others do the work of. */
    boolean isFolded(Node node) {
        return folds.containsKey(node);
    }

    /** {@code , folded into conv1 + conv2}. */
    String remark(Node bn) {
        return ", folded into " + names(bn);
    }

    private String names(Node bn) {
        return folds.getOrDefault(bn, List.of()).stream().map(Node::name).collect(Collectors.joining(" + "));
    }

    /** The fields that a layer computes with instead of its own weights, by accessor. */
    Map<String, String> replaced(Node layer) {
        if (!takers.containsKey(layer.name())) {
            return Map.of();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put(WEIGHT, field(layer, WEIGHT));
        if (takesShift(layer) || has(layer, BIAS)) {
            fields.put(BIAS, field(layer, BIAS));
        }
        return fields;
    }

    private boolean takesShift(Node layer) {
        return shifted.contains(layer.name());
    }

    private static String field(Node layer, String accessor) {
        return Names.variable(layer.name()) + Names.capitalised(accessor);
    }

    /** Declares the fields of all layers. */
    void addFields(Fields fields) {
        String doc = "Weights with the scale and shift of a batch normalisation in them.";
        for (List<Node> layers : folds.values()) {
            for (Node layer : layers) {
                Weight weight = weight(layer, WEIGHT);
                for (String accessor : replaced(layer).keySet()) {
                    List<Integer> shape = accessor.equals(WEIGHT)
                            ? weight.shape()
                            : weight.shape().subList(0, 1);
                    CodeBlock room = CodeBlock.of("folded($L)", JavaEmitter.list(shape));
                    fields.initialised(RuntimeNames.INDARRAY, field(layer, accessor), room, doc);
                    doc = null;
                }
            }
        }
    }

    /** What {@code fold()} does. */
    List<CodeBlock> body() {
        List<CodeBlock> pieces = new ArrayList<>();
        for (Node bn : folds.keySet()) {
            List<CodeBlock> piece = new ArrayList<>();
            for (Node layer : folds.get(bn)) {
                String weights = "net." + Names.variable(layer.owner());
                piece.add(folding(WEIGHT, bn, layer, weights + ".weight()"));
                if (replaced(layer).containsKey(BIAS)) {
                    String bias = has(layer, BIAS) ? weights + ".bias()" : "null";
                    piece.add(folding(takesShift(layer) ? BIAS : "scaledBias", bn, layer, bias));
                }
            }
            pieces.addAll(Chunks.piece(CodeBlock.of("// $L into $L\n", bn.name(), names(bn)), piece));
        }
        return pieces;
    }

    /** {@code folding().weight(BN1, net.bn1, net.conv1.weight(), conv1Weight);} */
    private static CodeBlock folding(String method, Node bn, Node layer, String from) {
        String into = field(layer, method.equals(WEIGHT) ? WEIGHT : BIAS);
        return CodeBlock.of(
                "$L;\n",
                Wrap.call(
                        CodeBlock.of("folding().$L", method),
                        List.of(
                                CodeBlock.of("$L", Names.constant(bn.name())),
                                CodeBlock.of("net.$L", Names.variable(bn.owner())),
                                CodeBlock.of("$L", from),
                                CodeBlock.of("$L", into))));
    }

    private static boolean has(Node layer, String accessor) {
        return layer.weights().stream().anyMatch(weight -> weight.accessor().equals(accessor));
    }

    private static Weight weight(Node layer, String accessor) {
        return layer.weights().stream()
                .filter(weight -> weight.accessor().equals(accessor))
                .findFirst()
                .orElseThrow();
    }
}
