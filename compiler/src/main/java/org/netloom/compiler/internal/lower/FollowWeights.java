package org.netloom.compiler.internal.lower;

import java.util.List;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.InputMeans;

/**
 * Lets a batch normalization's moving statistics know what comes into the linear layer before.
 *
 * <pre>
 * before   conv1.forward(input, …, conv1Out)
 * after    conv1.forward(input, …, conv1Out)
 *          conv1InputMeans.compute(input, bn1Batch)
 * </pre>
 *
 * <p>Right behind the layer, whose input the caches may still have.
 */
final class FollowWeights {
    private FollowWeights() {}

    static void apply(Draft draft) {
        Projections.of(draft.network()).forEach((bn, layer) -> {
            Line.Step means = new Line.Step(
                    InputMeans.class,
                    "compute",
                    List.of(new Operand.Operation(layer.name())),
                    List.of(draft.value(layer.inputs().get(0)), statistics(draft, bn)));
            draft.forward(draft.forward(layer).and(List.of(means)));
        });
    }

    /** The room for what a batch says at this layer. */
    private static Operand.BatchStatistics statistics(Draft draft, Node bn) {
        return draft.declarations().stream()
                .filter(Declaration.Statistics.class::isInstance)
                .map(Declaration.Statistics.class::cast)
                .filter(declared -> declared.node().equals(bn))
                .map(Declaration.Statistics::room)
                .findFirst()
                .orElseThrow();
    }
}
