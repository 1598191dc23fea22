package org.netloom.compiler.internal.check;

import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.ShapeRule.Trail;

/** Where a walk through a net stands: the value at hand, and the shapes that led to it. */
record Place(Value value, Trail trail) {
    Shape shape() {
        return value.shape();
    }
}
