package org.netloom.compiler.internal.lower;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Operand;

/** Something that a pass owns. */
public sealed interface Declaration {

    /**
     * A tensor.
     *
     * @param dims of one example
     * @param memoryOf the tensor whose memory it is, under another shape; null for memory of its own
     * @param traced the node whose output it shows to whoever looks at the pass; null for none
     */
    record Buffer(
            Operand.Tensor tensor,
            List<Integer> dims,
            Operand.@Nullable Tensor memoryOf,
            @Nullable Node traced) implements Declaration {
        public Buffer {
            dims = List.copyOf(dims);
        }
    }

    /**
     * Room for what a batch says at a batch normalization.
     *
     * @param valuesOfExample how many values of a channel one example has
     */
    record Statistics(Operand.BatchStatistics room, Node node, int valuesOfExample) implements Declaration {}

    /**
     * Room for a gradient by a parameter.
     *
     * @param parameter where it is owned
     * @param shared whether it is added to the gradient of the owner
     */
    record ParameterGradient(Operand.WeightGradient room, Operand.Weight parameter, boolean shared)
            implements Declaration {}

    /** Room for a parameter with a batch normalization folded in. */
    record Folded(Operand.FoldedWeight room, List<Integer> dims) implements Declaration {
        public Folded {
            dims = List.copyOf(dims);
        }
    }
}
