package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The swish of MobileNetV3: {@code y = x min(max(0, x + 3), 6) / 6} (Howard et al., 2019).
 *
 * <p>Its derivative is {@code x/3 + 1/2} between -3 and 3, 0 below and 1 above.
 */
public final class Hardswish implements Elementwise {
    private static final Signature SIGNATURE = Signature.of(
                    "hardswish", "x min(max(0, x + 3), 6) / 6 of each value: a swish without an exponential.")
            .formula("y = x * min(max(0, x + 3), 6) / 6", "Howard et al., 2019, Searching for MobileNetV3, section 5.2")
            .example("input(5) dense(4) hardswish dense(3)")
            .alsoCalled("hard_swish", "hswish");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.HARDSWISH;
    }

    @Override
    public int operations(Use use) {
        return 5;
    }
}
