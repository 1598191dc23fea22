package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule;
import org.netloom.compiler.layer.Signature;

/** Passes its input on. It makes no node and costs nothing. */
public final class Identity implements Layer {
    private static final Signature SIGNATURE = Signature.of("id", "The input as it is: the empty branch of a merge.")
            .formula("y = x", "He et al., 2016, Identity mappings in deep residual networks")
            .example("input(5) id dense(3)")
            .alsoCalled("identity", "skip", "noop");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Shape shape(ShapeRule rule) {
        return rule.in();
    }
}
