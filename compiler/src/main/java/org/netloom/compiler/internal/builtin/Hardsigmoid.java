package org.netloom.compiler.internal.builtin;

import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * A sigmoid of straight lines: {@code y = min(max(0, x + 3), 6) / 6} (Courbariaux, Bengio and David, 2015; the slope is
 * that of MobileNetV3 and PyTorch).
 *
 * <p>Its derivative is 1/6 between -3 and 3, otherwise 0.
 */
public final class Hardsigmoid implements Elementwise {
    private static final Signature SIGNATURE = Signature.of(
                    "hardsigmoid", "min(max(0, x + 3), 6) / 6 of each value: a sigmoid of straight lines.")
            .formula("y = min(max(0, x + 3), 6) / 6", "Howard et al., 2019, Searching for MobileNetV3, section 5.2")
            .example("input(5) dense(4) hardsigmoid dense(3)")
            .alsoCalled("hard_sigmoid");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.HARDSIGMOID;
    }

    @Override
    public int operations(Use use) {
        return 4;
    }

    @Override
    public boolean putsOutNoNegative(Use use) {
        return true;
    }
}
