package org.netloom.compiler.internal.lower;

import java.util.List;
import java.util.Locale;
import org.netloom.compiler.layer.OpClass;
import org.netloom.compiler.layer.OpClass.Role;
import org.netloom.compiler.layer.Operand;
import org.netloom.op.Op;

/** One thing that a pass does. */
public sealed interface Line {

    /** What it names, in the order in which it is written. */
    List<? extends Operand> operands();

    /**
     * What computes steps: that of one operation, or of several in one.
     *
     * @param op the class of the operation
     * @param parts the operations, in the order of the network
     */
    record Kernel(Class<? extends Op<?>> op, List<Operand.Operation> parts) {
        public Kernel {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A call of a kernel.
     *
     * @param op the class of the operation
     * @param method of its kernels
     * @param parts the operations, one for each that the operation computes in one
     * @param operands one for each parameter of the method
     */
    record Step(Class<? extends Op<?>> op, String method, List<Operand.Operation> parts, List<Operand> operands)
            implements Line {
        public Step {
            parts = List.copyOf(parts);
            operands = List.copyOf(operands);
            OpClass described = OpClass.of(op);
            List<Role> roles = described.roles(method);
            requireAsMany(
                    described.described(method), "operations", described.parts().size(), parts);
            requireAsMany(described.described(method), "operands", roles.size(), operands);
            for (int i = 0; i < roles.size(); i++) {
                if (!roles.get(i).takes(operands.get(i))) {
                    throw new IllegalArgumentException("%s takes no %s as its %s"
                            .formatted(
                                    described.described(method),
                                    operands.get(i),
                                    roles.get(i).name()));
                }
            }
        }

        private static void requireAsMany(String call, String what, int count, List<?> given) {
            if (given.size() != count) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "%s takes %d %s, not %d: %s", call, count, what, given.size(), given));
            }
        }

        /** What computes it. */
        public Kernel kernel() {
            return new Kernel(op, parts);
        }

        /** Whether it calls this method of the kernels of an operation. */
        boolean calls(Class<? extends Op<?>> type, String called) {
            return op == type && method.equals(called);
        }

        /** The operand of a role. */
        public Operand get(String role) {
            List<Role> roles = OpClass.of(op).roles(method);
            for (int i = 0; i < roles.size(); i++) {
                if (roles.get(i).name().equals(role)) {
                    return operands.get(i);
                }
            }
            throw new IllegalArgumentException(OpClass.of(op).described(method) + " has no " + role);
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
