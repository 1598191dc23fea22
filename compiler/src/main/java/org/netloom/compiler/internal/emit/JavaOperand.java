package org.netloom.compiler.internal.emit;

import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.layer.Operand;

/** The Java expressions of a program's operands. */
final class JavaOperand {
    private JavaOperand() {}

    /** {@code conv1Out}, {@code net.conv1.weight()}, {@code dConv1Weight}, {@code CONV1}, {@code null}. */
    static String name(Operand operand) {
        if (operand instanceof Operand.Value value) {
            return value.node().equals(Network.INPUT) ? Network.INPUT : Names.variable(value.node()) + "Out";
        }
        if (operand instanceof Operand.Gradient gradient) {
            return Names.gradient(gradient.node());
        }
        if (operand instanceof Operand.Contribution part) {
            return Names.contribution(part.value(), part.user(), part.input());
        }
        if (operand instanceof Operand.Kept kept) {
            return Names.variable(kept.node()) + kept.suffix();
        }
        if (operand instanceof Operand.BatchStatistics batch) {
            return Names.variable(batch.node()) + batch.suffix();
        }
        if (operand instanceof Operand.Weight weight) {
            return "net." + Names.variable(weight.owner()) + "." + weight.accessor() + "()";
        }
        if (operand instanceof Operand.FoldedWeight folded) {
            return Names.variable(folded.node()) + Names.capitalized(folded.accessor());
        }
        if (operand instanceof Operand.WeightGradient gradient) {
            return Names.gradient(gradient.node(), gradient.accessor());
        }
        if (operand instanceof Operand.Operation operation) {
            return Names.constant(operation.node());
        }
        if (operand instanceof Operand.Seed seed) {
            return "seed(" + seed.ordinal() + ")";
        }
        if (operand instanceof Operand.Whole number) {
            return String.valueOf(number.value());
        }
        return "null";
    }
}
