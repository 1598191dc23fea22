package org.netloom.compiler.layer.builtin;

import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.Operator;

/** A layer that the engine computes in one call with an activation behind it. */
public interface WithActivation extends Operator {
    /** The call for both, in place of {@link #forward(Code)} and that of the activation. */
    void forward(Code code, Code activation);
}
