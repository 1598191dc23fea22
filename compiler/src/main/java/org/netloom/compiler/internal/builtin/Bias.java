package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Parameter;

/** The parameter that conv and dense share, so that a pass can switch it off for both. */
public final class Bias {
    public static final Parameter<Boolean> PARAMETER = Parameter.flag(
                    "bias", "whether a number is added to each output; left out before a bn, which cancels it")
            .orElse(true)
            .alsoCalled("use_bias")
            .named();

    private Bias() {}
}
