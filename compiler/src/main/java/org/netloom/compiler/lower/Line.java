package org.netloom.compiler.lower;

import java.util.List;
import java.util.Locale;
import org.netloom.compiler.layer.EngineOperation;
import org.netloom.compiler.layer.EngineOperation.Role;
import org.netloom.compiler.layer.Operand;

/** One thing that a pass does. */
public sealed interface Line {

    /** What it names, in the order in which it is written. */
    List<? extends Operand> operands();

    /**
     * An operation of the engine.
     *
     * @param operands one for each role of the operation
     */
    record Step(EngineOperation operation, List<Operand> operands) implements Line {
        public Step {
            operands = List.copyOf(operands);
            List<Role> roles = operation.roles();
            if (roles.size() != operands.size()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s takes %d operands, not %d: %s",
                        operation.method(),
                        roles.size(),
                        operands.size(),
                        operands));
            }
            for (int i = 0; i < roles.size(); i++) {
                if (!roles.get(i).takes(operands.get(i))) {
                    throw new IllegalArgumentException("%s takes no %s as its %s"
                            .formatted(
                                    operation.method(),
                                    operands.get(i),
                                    roles.get(i).name()));
                }
            }
        }

        /** The operand of a role. */
        public Operand get(String role) {
            return operands.get(operation.place(role));
        }
    }

    /** Moves the moving statistics of a batch normalization toward those of the batch. */
    record UpdateStatistics(String owner, Operand.BatchStatistics batch) implements Line {
        @Override
        public List<Operand> operands() {
            return List.of(batch);
        }
    }

    /** Shows what comes into a batch normalization to whoever calibrates it. */
    record Measure(Operand.Operation op, String owner, Operand x) implements Line {
        @Override
        public List<Operand> operands() {
            return List.of(op, x);
        }
    }

    /** Adds what another user of shared weights contributes to their gradient. */
    record AddTo(Operand.WeightGradient sum, Operand.WeightGradient part) implements Line {
        @Override
        public List<Operand> operands() {
            return List.of(sum, part);
        }
    }

    /** Says that these gradients are final, and that nothing behind reads their parameters: an optimizer may move them. */
    record Ready(List<Operand.WeightGradient> operands) implements Line {
        public Ready {
            operands = List.copyOf(operands);
        }
    }
}
