package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.internal.lower.GradientFlow.Contribution;
import org.netloom.compiler.internal.lower.Section.MemoryOf;
import org.netloom.compiler.internal.lower.Section.Plain;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.layer.Weight;

/**
 * What each layer asks for in the backward pass, where a gradient is needed at all ({@link GradientFlow}), and the sums where
 * several nodes took a value.
 */
final class BackwardSteps {
    private final Draft draft;
    private final GradientFlow flow;

    private BackwardSteps(Draft draft) {
        this.draft = draft;
        this.flow = draft.flow();
    }

    static void apply(Draft draft) {
        BackwardSteps steps = new BackwardSteps(draft);
        List<Node> nodes = draft.network().nodes();
        steps.declareContributions(draft.network().input());
        for (Node node : nodes) {
            if (steps.flow.has(node.output())) {
                steps.declareGradient(node);
            }
            steps.declareContributions(node.output());
        }
        nodes.forEach(steps::declareParameterGradients);
        for (Node node : nodes) {
            if (steps.flow.passes(node)) {
                draft.backward(steps.section(node));
            }
        }
    }

    private void declareGradient(Node node) {
        Value input = node.inputs().get(0);
        boolean memory = node.layer().reshapes() && flow.needs(input);
        Operand.Tensor source = memory ? StepCode.contribution(new Contribution(node, 0), flow) : null;
        draft.declare(new Declaration.Buffer(
                new Operand.Gradient(node.name()), node.shape().dims(), source, null));
    }

    /** A tensor for each user of a value that cannot write where the sum goes. */
    private void declareContributions(Value value) {
        if (flow.addsUp(value)) {
            for (Contribution use : flow.contributors(value)) {
                if (!StepCode.isDirect(use, flow)) {
                    draft.declare(new Declaration.Buffer(
                            StepCode.contribution(use, flow), value.shape().dims(), null, null));
                }
            }
        }
    }

    private void declareParameterGradients(Node node) {
        for (Weight weight : node.weights()) {
            if (weight.role().trained()) {
                draft.declare(new Declaration.ParameterGradient(
                        new Operand.WeightGradient(node.name(), weight.accessor()),
                        new Operand.Weight(node.owner(), weight.accessor()),
                        !node.ownsWeights()));
            }
        }
    }

    private Section section(Node node) {
        StepCode code = new StepCode(draft, node);
        node.layer().backward(code);
        return Section.of(node, sum(node.output()), remark(node, code)).and(code.lines());
    }

    private Section.Remark remark(Node node, StepCode code) {
        if (node.inputs().stream().noneMatch(flow::needs)) {
            return Plain.NO_INPUT_GRADIENT;
        }
        return node.layer().reshapes() ? new MemoryOf(code.dy(), code.dx()) : Plain.NONE;
    }

    /** {@code addTo(dConv1, dConv1FromAdd1);} where several nodes took the value: the first of them wrote the sum. */
    private List<Line> sum(Value value) {
        List<Line> lines = new ArrayList<>();
        if (flow.addsUp(value)) {
            Operand sum = new Operand.Gradient(value.name());
            for (Contribution use : flow.contributors(value)) {
                if (!StepCode.isDirect(use, flow)) {
                    lines.add(new Line.AddTo(sum, StepCode.contribution(use, flow)));
                }
            }
        }
        return lines;
    }
}
