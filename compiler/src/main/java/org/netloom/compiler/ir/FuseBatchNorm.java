package org.netloom.compiler.ir;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.layer.builtin.BatchNorm;
import org.netloom.compiler.layer.builtin.Elementwise;

/**
 * Finds the batch normalisations that training computes in one call with the activation behind them, and with the
 * pooling of a maximum behind that; and the same on the way back.
 *
 * <pre>
 * before   bn1 = bn(conv1)   sigmoid1 = sigmoid(bn1)   maxpool1 = maxpool(sigmoid1)
 * after    maxpool1 = bn + sigmoid + maxpool(conv1)
 * </pre>
 *
 * <p>Only where nothing else takes a value on the way. A frozen bn is left out: it is a scale and a shift. The pooling
 * goes with the others where the function never decreases, because then an engine may take the maximum first.
 */
final class FuseBatchNorm {
    private FuseBatchNorm() {}

    /** In the order of the network. */
    static List<Fusion> of(Network network) {
        Neighbours neighbours = new Neighbours(network);
        List<Fusion> fusions = new ArrayList<>();
        for (Node node : network.nodes()) {
            Node before = neighbours.before(node);
            if (before == null) {
                continue;
            }
            if (node.layer() instanceof Elementwise && isTrained(before)) {
                fusions.add(new Fusion(List.of(before, node)));
            } else if (!fusions.isEmpty() && Fusion.takesMaximum(node)) {
                // The one before, if any, is the last that was found: nodes stand one behind the other.
                Fusion last = fusions.get(fusions.size() - 1);
                if (last.last().equals(before) && neverDecreases(before)) {
                    fusions.set(fusions.size() - 1, new Fusion(List.of(last.first(), before, node)));
                }
            }
        }
        return fusions;
    }

    private static boolean isTrained(Node node) {
        return node.layer() instanceof BatchNorm && !BatchNorm.isFrozen(node.use());
    }

    private static boolean neverDecreases(Node node) {
        return node.layer() instanceof Elementwise function && function.neverDecreases(node.use());
    }
}
