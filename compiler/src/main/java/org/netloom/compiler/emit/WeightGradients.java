package org.netloom.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.layer.RuntimeNames;
import org.netloom.compiler.layer.Weight;

/**
 * The gradients by weights in a training pass: their fields, their sums where layers share weights, and where they are
 * final, so that an optimizer can move the weights while a cache still has the gradients.
 *
 * <pre>
 * before   engine.denseBackward(DENSE2, …, net.dense2.weight(), …, dDense2Weight, dDense2Bias);
 *          engine.denseBackward(DENSE1, …, net.dense1.weight(), …, dDense1Weight, dDense1Bias);
 *          and behind the way back a step of the optimizer, which reads all gradients again
 *
 * after    engine.denseBackward(DENSE2, …, net.dense2.weight(), …, dDense2Weight, dDense2Bias);
 *          ready(dDense2Weight, dDense2Bias);        the update of dense2, if there is an optimizer
 *          engine.denseBackward(DENSE1, …, net.dense1.weight(), …, dDense1Weight, dDense1Bias);
 *          ready(dDense1Weight, dDense1Bias);
 * </pre>
 *
 * <p>The owner of weights stands before those that share them, and so is the last on the way back to read them and the last
 * to contribute to their gradients: what follows reads weights of other layers alone.
 */
final class WeightGradients {
    private final Network network;
    /** The nodes that take the weights of another, by its name. */
    private final Map<String, List<Node>> borrowers = new HashMap<>();

    WeightGradients(Network network) {
        this.network = network;
        for (Node node : network.nodes()) {
            if (!node.ownsWeights()) {
                borrowers
                        .computeIfAbsent(node.owner(), owner -> new ArrayList<>())
                        .add(node);
            }
        }
    }

    /** {@code private final INDArray dConv1Weight;}, in the order of the parameters. */
    void declare(Fields fields) {
        String doc = "The gradient of the loss by each trained weight.";
        for (Node node : network.nodes()) {
            for (Weight weight : node.weights()) {
                if (weight.role().trained()) {
                    CodeBlock value = CodeBlock.of(
                            "$L(net.$L.$L())",
                            node.ownsWeights() ? "gradient" : "sharedGradient",
                            Names.variable(node.owner()),
                            weight.accessor());
                    fields.assigned(RuntimeNames.INDARRAY, Names.gradient(node.name(), weight.accessor()), value, doc);
                    doc = null;
                }
            }
        }
    }

    /** {@code ready(dConv1Weight, dConv1Bias);} behind the way back of the layer, with what it shares added up. */
    List<CodeBlock> finish(Node node) {
        if (!node.ownsWeights() || !node.trained()) {
            return List.of();
        }
        List<CodeBlock> gradients = node.weights().stream()
                .filter(weight -> weight.role().trained())
                .map(weight -> CodeBlock.of("$L", Names.gradient(node.name(), weight.accessor())))
                .toList();
        List<CodeBlock> code = sharedSums(node);
        code.add(CodeBlock.of("$L;\n", Wrap.call(CodeBlock.of("ready"), gradients)));
        return code;
    }

    /** {@code addTo(dDense1Weight, dDense2Weight);}: on the way back the owner of shared weights comes last. */
    private List<CodeBlock> sharedSums(Node owner) {
        List<CodeBlock> code = new ArrayList<>();
        for (Node node : borrowers.getOrDefault(owner.name(), List.of())) {
            node.weights().stream()
                    .filter(weight -> weight.role().trained())
                    .map(Weight::accessor)
                    .forEach(accessor -> code.add(CodeBlock.of(
                            "addTo($L, $L);\n",
                            Names.gradient(owner.name(), accessor),
                            Names.gradient(node.name(), accessor))));
        }
        return code;
    }
}
