package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Operand.WeightGradient;
import org.netloom.compiler.layer.Weight;

/**
 * Says in the backward pass where gradients by parameters are final, so that an optimizer can move the parameters while a cache
 * still has the gradients; and adds them up before where layers share weights.
 *
 * <pre>
 * before   dense2.backward(…, net.dense2.weight(), …, dDense2Weight, dDense2Bias)
 *          dense1.backward(…, net.dense1.weight(), …, dDense1Weight, dDense1Bias)
 *
 * after    dense2.backward(…, net.dense2.weight(), …, dDense2Weight, dDense2Bias)
 *          ready(dDense2Weight, dDense2Bias)
 *          dense1.backward(…, net.dense1.weight(), …, dDense1Weight, dDense1Bias)
 *          ready(dDense1Weight, dDense1Bias)
 * </pre>
 *
 * <p>The owner of weights stands before those that share them, and so is the last in the backward pass to read them and the last
 * to contribute to their gradients: what follows reads weights of other layers alone.
 */
final class UpdatePoints {
    private UpdatePoints() {}

    static void apply(Draft draft) {
        Map<String, List<Node>> sharing = new HashMap<>();
        for (Node node : draft.network().nodes()) {
            if (!node.ownsWeights()) {
                sharing.computeIfAbsent(node.owner(), owner -> new ArrayList<>())
                        .add(node);
            }
        }
        for (Node node : draft.network().nodes()) {
            if (node.ownsWeights() && node.trained()) {
                List<Line> lines = new ArrayList<>();
                sharing.getOrDefault(node.name(), List.of()).forEach(other -> addUp(node, other, lines));
                lines.addAll(ready(gradients(node)));
                draft.backward(Objects.requireNonNull(draft.backward(node)).and(lines));
            }
        }
    }

    /** In the backward pass the owner of shared weights comes last. */
    private static void addUp(Node owner, Node other, List<Line> lines) {
        for (WeightGradient part : gradients(other)) {
            lines.add(new Line.AddTo(new WeightGradient(owner.name(), part.accessor()), part));
        }
    }

    /** One line for one, two or four gradients, as the runtime takes them; others in pairs, the last ones first. */
    private static List<Line> ready(List<WeightGradient> gradients) {
        int count = gradients.size();
        if (count <= 2 || count == 4) {
            return List.of(new Line.Ready(gradients));
        }
        List<Line> lines = new ArrayList<>();
        for (int end = count; end > 0; end -= 2) {
            lines.add(new Line.Ready(gradients.subList(Math.max(0, end - 2), end)));
        }
        return lines;
    }

    private static List<WeightGradient> gradients(Node node) {
        return node.weights().stream()
                .filter(weight -> weight.role().trained())
                .map(Weight::accessor)
                .map(accessor -> new WeightGradient(node.name(), accessor))
                .toList();
    }
}
