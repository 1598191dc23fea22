package org.netloom.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.netloom.compiler.layer.builtin.Elementwise;
import org.netloom.compiler.layer.builtin.WithActivation;

/**
 * Finds the convolutions and dense layers that are computed in one call with the activation behind them.
 *
 * <pre>
 * before   conv1 = conv(input)   relu1 = relu(conv1)
 * after    relu1 = conv + relu(input)
 *
 * before   conv1 = conv(input)   bn1 = bn(conv1), folded into conv1   gelu1 = gelu(bn1)      inference
 * after    gelu1 = conv + gelu(input)
 * </pre>
 *
 * <p>Only where nothing else takes a value on the way. In training only where the function's derivative follows from
 * what it puts out: the way back, which is two calls, then needs nothing of what is between.
 */
final class FuseActivation {
    private FuseActivation() {}

    static List<Fusion> inTraining(Network network) {
        Neighbours neighbours = new Neighbours(network);
        List<Fusion> fusions = new ArrayList<>();
        for (Node node : network.nodes()) {
            Node before = neighbours.before(node);
            if (before != null
                    && before.layer() instanceof WithActivation
                    && node.layer() instanceof Elementwise function
                    && function.slopeFollowsFromOutput(node.use())) {
                fusions.add(new Fusion(List.of(before, node)));
            }
        }
        return fusions;
    }

    static List<Fusion> inInference(Network network) {
        Neighbours neighbours = new Neighbours(network);
        Set<Node> folded = BatchNormFolding.of(network).keySet();
        List<Fusion> fusions = new ArrayList<>();
        for (Node node : network.nodes()) {
            Node before = neighbours.before(node);
            if (before != null && folded.contains(before)) {
                before = neighbours.before(before);
            }
            if (before != null && before.layer() instanceof WithActivation && node.layer() instanceof Elementwise) {
                fusions.add(new Fusion(List.of(before, node)));
            }
        }
        return fusions;
    }
}
