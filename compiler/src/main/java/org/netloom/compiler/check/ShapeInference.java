package org.netloom.compiler.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.TrainPlan;
import org.netloom.compiler.ir.Value;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/**
 * Follows the shapes through a net: a {@link ResolvedNet} becomes a {@link Network}. Behind a layer with a problem the
 * shape is unknown, and nothing is said about what would follow from it.
 */
final class ShapeInference {
    private final ResolvedNet resolved;
    private final Problems problems;
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Shape> trail = new ArrayList<>();
    private @Nullable Value current;
    private @Nullable Shape inputShape;
    private @Nullable Span inputSpan;

    private ShapeInference(ResolvedNet resolved, Problems problems) {
        this.resolved = resolved;
        this.problems = problems;
    }

    /** The network, or null where a problem was reported, here or before. */
    static @Nullable Network infer(ResolvedNet resolved, TrainPlan train, Problems problems) {
        return new ShapeInference(resolved, problems).infer(train);
    }

    private @Nullable Network infer(TrainPlan train) {
        boolean complete = true;
        for (ResolvedNet.Step step : resolved.steps()) {
            complete &= follow(step);
        }
        if (!complete || inputShape == null || inputSpan == null || nodes.isEmpty()) {
            return null;
        }
        return new Network(
                resolved.net().name().text(),
                resolved.net().doc(),
                resolved.packageName(),
                inputShape,
                nodes,
                train,
                inputSpan,
                resolved.net().name().span());
    }

    /** Whether the shape behind this step is known. */
    private boolean follow(ResolvedNet.Step step) {
        Layer layer = step.layer();
        Arguments arguments = step.arguments();
        int ordinal = ordinals.merge(step.call().name().text(), 1, Integer::sum);
        if (layer == null || arguments == null || step.isInput() == (current != null)) {
            current = null;
            return false;
        }
        Shape shape =
                layer.shape(new ShapeRule(layer.signature(), step.call().name().span(), arguments, trail, problems));
        if (shape == null) {
            current = null;
            return false;
        }
        trail.add(shape);
        if (step.isInput()) {
            inputShape = shape;
            inputSpan = step.call().span();
            current = new Value(Network.INPUT, shape);
        } else if (layer instanceof Operator operator && current != null) {
            Node node = new Node(
                    layer.name() + ordinal,
                    operator,
                    arguments,
                    CallText.of(step.call()),
                    List.of(current),
                    shape,
                    step.call().span());
            nodes.add(node);
            current = node.output();
        }
        return true;
    }
}
