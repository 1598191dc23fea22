package org.netloom.compiler.lower;

import java.util.List;
import java.util.Locale;
import org.netloom.compiler.layer.EngineOperation;
import org.netloom.compiler.layer.EngineOperation.Role;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.Operand;

/** One thing that a pass does. */
public sealed interface Line {

    /** What it names, in the order in which it is written. */
    List<? extends Operand> operands();

    /**
     * What computes steps: that of one operation, or of several in one.
     *
     * @param type the class of the operation
     * @param parts the operations, in the order of the network
     */
    record Kernel(JavaType type, List<Operand.Operation> parts) {
        public Kernel {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A call of a kernel.
     *
     * @param parts the operations, one for each that the operation computes in one
     * @param operands one for each role of the operation
     */
    record Step(EngineOperation operation, List<Operand.Operation> parts, List<Operand> operands) implements Line {
        public Step {
            parts = List.copyOf(parts);
            operands = List.copyOf(operands);
            requireAsMany(operation, "operations", operation.parts().size(), parts);
            List<Role> roles = operation.roles();
            requireAsMany(operation, "operands", roles.size(), operands);
            for (int i = 0; i < roles.size(); i++) {
                if (!roles.get(i).takes(operands.get(i))) {
                    throw new IllegalArgumentException("%s takes no %s as its %s"
                            .formatted(
                                    operation.described(),
                                    operands.get(i),
                                    roles.get(i).name()));
                }
            }
        }

        private static void requireAsMany(EngineOperation operation, String what, int count, List<?> given) {
            if (given.size() != count) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "%s takes %d %s, not %d: %s",
                        operation.described(),
                        count,
                        what,
                        given.size(),
                        given));
            }
        }

        /** What computes it. */
        public Kernel kernel() {
            return new Kernel(operation.type(), parts);
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
    record Measure(Kernel bn, String owner, Operand x) implements Line {
        @Override
        public List<Operand> operands() {
            return List.of(x);
        }
    }

    /** Adds to a gradient what one more user of the value, or of shared weights, contributes to it. */
    record AddTo(Operand sum, Operand part) implements Line {
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
