package org.netloom.compiler.internal.lower;

import java.util.List;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Operand;

/**
 * A batch normalization that inference folds into the weights of others.
 *
 * @param layers that take it; the first takes the shift
 * @param arrays what has to be computed for it
 */
public record Fold(Node bn, List<Node> layers, List<Part> arrays) {

    /** Which part of a layer is computed. */
    public enum Rule {
        /** The weight times the scale. */
        WEIGHT,
        /** The bias times the scale, and the shift. */
        BIAS,
        /** The bias times the scale: the shift is in another layer of the same sum. */
        SCALED_BIAS
    }

    /**
     * One array.
     *
     * @param from what the layer has; absent for a layer without bias
     */
    public record Part(Rule rule, Operand from, Operand.FoldedWeight into) {}

    public Fold {
        layers = List.copyOf(layers);
        arrays = List.copyOf(arrays);
    }
}
