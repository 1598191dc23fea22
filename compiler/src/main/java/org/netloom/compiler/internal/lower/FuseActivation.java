package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.builtin.Elementwise;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.internal.lower.Line.Step;
import org.netloom.compiler.internal.lower.Section.FoldedInto;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.Activation;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2dActivation;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.FusedOp;
import org.netloom.op.Op;

/**
 * Computes a convolution or a dense layer in one step with the activation behind it.
 *
 * <pre>
 * before   conv1.forward(input, …, conv1Out)   relu1.forward(conv1Out, relu1Out)
 * after    conv1Relu1.forward(input, …, conv1Out, relu1Out)
 * </pre>
 *
 * <p>Only where nothing else takes a value on the way; a bn between that is folded is none. In training only where the
 * function's derivative follows from what it puts out: backward, which is two steps, then needs nothing of what is
 * between.
 */
final class FuseActivation {
    private static final Map<Class<? extends Op<?>>, Class<? extends FusedOp<?>>> FUSED =
            Map.of(Conv2d.class, Conv2dActivation.class, Dense.class, DenseActivation.class);
    private static final String FORWARD = "forward";

    private FuseActivation() {}

    static void apply(Draft draft) {
        Neighbors neighbors = new Neighbors(draft.network());
        for (Node node : draft.network().nodes()) {
            Step activation = Draft.step(draft.forward(node), Activation.class, FORWARD);
            Node before = neighbors.before(node);
            if (before != null && draft.forward(before).remark() instanceof FoldedInto) {
                before = neighbors.before(before);
            }
            if (activation != null && before != null && allows(draft, node)) {
                fuse(draft, before, node, activation);
            }
        }
    }

    private static boolean allows(Draft draft, Node node) {
        return draft.pass() != PassClass.TRAINING
                || (node.layer() instanceof Elementwise function && function.slopeFollowsFromOutput(node.use()));
    }

    private static void fuse(Draft draft, Node before, Node node, Step activation) {
        Step sums = sums(draft.forward(before));
        if (sums == null) {
            return;
        }
        List<Operand> operands = new ArrayList<>(sums.operands());
        operands.add(activation.get("y"));
        Step fused = new Step(
                Objects.requireNonNull(FUSED.get(sums.op())),
                FORWARD,
                List.of(sums.parts().get(0), activation.parts().get(0)),
                operands);
        draft.forward(draft.forward(before).without(sums));
        draft.forward(
                draft.forward(node).without(activation).and(List.of(fused)).together(List.of(before, node)));
        draft.between(new Operand.Value(before.name()));
    }

    /** The step of a layer that can take an activation in, or null. */
    private static @Nullable Step sums(Section section) {
        for (Class<? extends Op<?>> op : FUSED.keySet()) {
            Step step = Draft.step(section, op, FORWARD);
            if (step != null) {
                return step;
            }
        }
        return null;
    }
}
