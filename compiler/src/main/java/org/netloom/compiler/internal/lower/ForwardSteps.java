package org.netloom.compiler.internal.lower;

import java.util.List;
import java.util.Map;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.PassClass;
import org.netloom.compiler.internal.lower.Section.Plain;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.BatchNorm;

/** What each layer asks for in the forward pass, one section a node, and the tensors for it. */
final class ForwardSteps {
    private final Draft draft;

    private ForwardSteps(Draft draft) {
        this.draft = draft;
        draft.declare(new Declaration.Buffer(
                new Operand.Value(Network.INPUT), draft.network().inputShape().dims(), null, null));
    }

    /** The forward pass of training: every value has a tensor, and what backward needs is kept. */
    static void training(Draft draft) {
        ForwardSteps steps = new ForwardSteps(draft);
        List<Node> nodes = draft.network().nodes();
        nodes.forEach(node -> steps.declareOutput(node, true));
        nodes.forEach(node -> StepCode.declareKept(draft, node));
        for (Node node : nodes) {
            StepCode code = new StepCode(draft, node);
            node.layer().forward(code);
            draft.forward(Section.of(node, code.lines(), remark(node)));
        }
    }

    /**
     * The forward pass of inference and of calibration: what only training does is left out, and what follows it takes what
     * went into it.
     */
    static void inference(Draft draft, FoldBatchNorm folding) {
        ForwardSteps steps = new ForwardSteps(draft);
        boolean calibrates = draft.pass() == PassClass.CALIBRATION;
        for (Node node : draft.network().nodes()) {
            if (node.layer().trainingOnly()) {
                draft.passOn(node);
                draft.forward(Section.of(node, List.of(), Plain.NOTHING_IN_INFERENCE));
            } else if (folding.isFolded(node)) {
                draft.passOn(node);
                draft.forward(Section.of(node, List.of(), folding.remark(node)));
            } else {
                steps.infer(node, calibrates, folding.replaced(node));
            }
        }
    }

    private void infer(Node node, boolean calibrates, Map<String, Operand> replaced) {
        declareOutput(node, calibrates);
        if (node.layer().keepsInInference()) {
            StepCode.declareKept(draft, node);
        }
        StepCode code = new StepCode(draft, node, replaced);
        node.layer().inference(code);
        Section section = Section.of(node, List.of(), remark(node));
        section = section.and(code.lines());
        Line.Step bn = calibrates ? Draft.step(section, BatchNorm.class, "inference") : null;
        if (bn != null) {
            Line.Measure measure = new Line.Measure(bn.kernel(), node.owner(), code.x(0));
            section = Section.of(node, List.of(measure), section.remark()).and(code.lines());
        }
        draft.forward(section);
    }

    private void declareOutput(Node node, boolean traced) {
        Operand.Value source =
                node.layer().reshapes() ? draft.value(node.inputs().get(0)) : null;
        draft.declare(new Declaration.Buffer(
                new Operand.Value(node.name()), node.shape().dims(), source, traced ? node : null));
    }

    private static Section.Remark remark(Node node) {
        return node.layer().reshapes() ? Plain.SAME_MEMORY : Plain.NONE;
    }
}
