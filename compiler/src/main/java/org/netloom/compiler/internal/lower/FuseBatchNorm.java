package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.lower.Line.Step;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.Activation;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.FusedOp;
import org.netloom.op.Op;
import org.netloom.op.Pool2d;

/**
 * Computes a batch normalization in one step of training with the activation behind it, and with the pooling of a maximum
 * behind that; and the same in the backward pass.
 *
 * <pre>
 * before   bn1.forward(conv1Out, …, bn1Out)
 *          sigmoid1.forward(bn1Out, sigmoid1Out)
 *          maxpool1.forward(sigmoid1Out, maxpool1Out)
 *
 * after    bn1.forward(conv1Out, …, bn1Out, sigmoid1Out, maxpool1Out)
 * </pre>
 *
 * <p>Only where nothing else takes a value on the way. A frozen bn is left out: it is a scale and a shift. The pooling
 * goes with the others where the function never decreases, because then an engine may take the maximum first.
 */
final class FuseBatchNorm {
    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";
    private static final Operand NONE = Operand.Absent.ABSENT;

    private final Draft draft;

    private FuseBatchNorm(Draft draft) {
        this.draft = draft;
    }

    static void apply(Draft draft) {
        FuseBatchNorm fuse = new FuseBatchNorm(draft);
        fuse.groups().forEach(group -> {
            fuse.forward(group);
            fuse.backward(group);
        });
    }

    /** A batch normalization, the activation behind it, and perhaps a pooling: in the order of the network. */
    private List<List<Node>> groups() {
        Neighbors neighbors = new Neighbors(draft.network());
        List<List<Node>> groups = new ArrayList<>();
        for (Node node : draft.network().nodes()) {
            Node before = neighbors.before(node);
            if (before == null) {
                continue;
            }
            if (has(node, Activation.class) && has(before, BatchNorm.class)) {
                groups.add(List.of(before, node));
            } else if (!groups.isEmpty() && node.layer().takesMaximum() && has(node, Pool2d.class)) {
                // The one before, if any, is the last that was found: nodes stand one behind the other.
                List<Node> last = groups.get(groups.size() - 1);
                if (last.size() == 2 && last.get(1).equals(before) && neverDecreases(before)) {
                    groups.set(groups.size() - 1, List.of(last.get(0), before, node));
                }
            }
        }
        return groups;
    }

    private boolean has(Node node, Class<? extends Op<?>> op) {
        return Draft.step(draft.forward(node), op, FORWARD) != null;
    }

    private static boolean neverDecreases(Node node) {
        return node.layer().neverDecreases(node.use());
    }

    private void forward(List<Node> group) {
        Node first = group.get(0);
        Node last = group.get(group.size() - 1);
        Section bn = draft.forward(first);
        Step norm = step(bn, BatchNorm.class, FORWARD);
        Step activation = step(draft.forward(group.get(1)), Activation.class, FORWARD);
        Step pool = group.size() < 3 ? null : step(draft.forward(last), Pool2d.class, FORWARD);
        List<Operand> operands = new ArrayList<>(norm.operands());
        if (pool == null) {
            operands.addAll(List.of(NONE, activation.get("y"))); // no gradient yet between them
        } else {
            operands.addAll(List.of(activation.get("y"), NONE, NONE, pool.get("y")));
        }
        Step fused = new Step(fused(group), FORWARD, parts(group), operands);
        List<Line> lines = new ArrayList<>(List.of(fused));
        lines.addAll(bn.without(norm).lines()); // the update of the moving statistics
        for (Node node : group) {
            draft.forward(Section.of(node, List.of(), draft.forward(node).remark()));
            if (!node.equals(last)) {
                draft.between(new Operand.Value(node.name()));
                draft.between(new Operand.Gradient(node.name()));
            }
        }
        draft.forward(draft.forward(last).and(lines).together(group));
    }

    private void backward(List<Node> group) {
        Node first = group.get(0);
        Section bn = draft.backward(first);
        if (bn == null) {
            return; // neither it nor anything before it is trained, so that nobody asks for a gradient behind it
        }
        Step norm = step(bn, BatchNorm.class, BACKWARD);
        Step activation = take(group.get(1), Activation.class);
        Step pool = group.size() < 3 ? null : take(group.get(2), Pool2d.class);
        List<Operand> operands = new ArrayList<>(List.of(
                norm.get("x"), norm.get("gamma"), norm.get("beta"), norm.get("statistics"), activation.get("x")));
        if (pool != null) {
            operands.addAll(List.of(activation.get("y"), activation.get("dy")));
        }
        operands.add(norm.get("dy"));
        Step behind = pool == null ? activation : pool;
        operands.addAll(
                List.of(behind.get("y"), behind.get("dy"), norm.get("dx"), norm.get("dGamma"), norm.get("dBeta")));
        Step fused = new Step(fused(group), BACKWARD, parts(group), operands);
        draft.backward(bn.without(norm).and(List.of(fused)).together(group));
    }

    private static Class<? extends FusedOp<?>> fused(List<Node> group) {
        return group.size() < 3 ? BatchNormActivation.class : BatchNormActivationPool.class;
    }

    private static List<Operand.Operation> parts(List<Node> group) {
        return group.stream().map(node -> new Operand.Operation(node.name())).toList();
    }

    /** The step of a node in the backward pass, which its section then no longer has. */
    private Step take(Node node, Class<? extends Op<?>> op) {
        Section section = Objects.requireNonNull(draft.backward(node));
        Step step = step(section, op, BACKWARD);
        draft.backward(section.without(step));
        return step;
    }

    private static Step step(@Nullable Section section, Class<? extends Op<?>> op, String method) {
        return Objects.requireNonNull(Draft.step(section, op, method));
    }
}
