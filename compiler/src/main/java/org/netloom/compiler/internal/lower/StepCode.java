package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.internal.lower.GradientFlow.Contribution;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Operand;
import org.netloom.compiler.layer.Operator.Kept;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.op.Op;

/** Collects what a layer asks for at one node. */
final class StepCode implements Code {
    private final Draft draft;
    private final Node node;
    private final Map<String, Operand> replaced;
    private final List<Line> lines = new ArrayList<>();

    StepCode(Draft draft, Node node) {
        this(draft, node, Map.of());
    }

    /** @param replaced what stands for some of the node's weights, by accessor */
    StepCode(Draft draft, Node node, Map<String, Operand> replaced) {
        this.draft = draft;
        this.node = node;
        this.replaced = replaced;
    }

    List<Line> lines() {
        return lines;
    }

    /** Where the gradient by an input of a node goes: the place of the sum, or one of its own to be added up. */
    static Operand.Tensor contribution(Contribution use, GradientFlow flow) {
        Value value = use.node().inputs().get(use.input());
        if (isDirect(use, flow)) {
            return new Operand.Gradient(value.name());
        }
        int again = use.node().inputs().subList(0, use.input()).contains(value) ? use.input() : 0;
        return new Operand.Contribution(value.name(), use.node().name(), again);
    }

    /** Whether it is the first in backward to write this gradient, so that the others add to it. */
    static boolean isDirect(Contribution use, GradientFlow flow) {
        return flow.contributors(use.node().inputs().get(use.input())).get(0).equals(use);
    }

    @Override
    public Use use() {
        return node.use();
    }

    /** The operation of the node. */
    Operand.Operation op() {
        return new Operand.Operation(node.name());
    }

    @Override
    public Operand.Value x(int input) {
        return draft.value(node.inputs().get(input));
    }

    @Override
    public Operand y() {
        return new Operand.Value(node.name());
    }

    @Override
    public Operand dy() {
        return new Operand.Gradient(node.name());
    }

    @Override
    public boolean needsDx(int input) {
        return draft.flow().needs(node.inputs().get(input));
    }

    @Override
    public Operand dx(int input) {
        return needsDx(input) ? contribution(new Contribution(node, input), draft.flow()) : absent();
    }

    @Override
    public Operand weight(String accessor) {
        Operand other = replaced.get(accessor);
        if (other != null) {
            return other;
        }
        return has(accessor) ? new Operand.Weight(node.owner(), accessor) : absent();
    }

    @Override
    public Operand gradient(String accessor) {
        return has(accessor) ? new Operand.WeightGradient(node.name(), accessor) : absent();
    }

    private boolean has(String accessor) {
        return node.weights().stream().map(Weight::accessor).anyMatch(accessor::equals);
    }

    @Override
    public Operand kept(String suffix) {
        boolean statistics = node.layer().kept(node.use()).stream()
                .anyMatch(kept -> kept.suffix().equals(suffix) && kept.statistics());
        return statistics ? new Operand.BatchStatistics(node.name(), suffix) : new Operand.Kept(node.name(), suffix);
    }

    @Override
    public Operand seed() {
        return new Operand.Seed(draft.nextSeed());
    }

    @Override
    public void step(String method, Operand... operands) {
        Class<? extends Op<?>> described = node.layer().constant(node.use()).op();
        if (described == null) {
            throw new IllegalArgumentException(
                    "%s describes no operation, so that it has no step %s".formatted(node.name(), method));
        }
        lines.add(new Line.Step(described, method, List.of(op()), List.of(operands)));
    }

    @Override
    public void updateStatistics(Operand batch) {
        lines.add(new Line.UpdateStatistics(node.owner(), (Operand.BatchStatistics) batch));
    }

    /** Declares what the node keeps. */
    static void declareKept(Draft draft, Node node) {
        for (Kept kept : node.layer().kept(node.use())) {
            if (kept.statistics()) {
                int values = Math.toIntExact(
                        node.shape().size() / node.shape().dims().get(0));
                draft.declare(new Declaration.Statistics(
                        new Operand.BatchStatistics(node.name(), kept.suffix()), node, values));
            } else {
                draft.declare(
                        new Declaration.Buffer(new Operand.Kept(node.name(), kept.suffix()), kept.shape(), null, null));
            }
        }
    }
}
