package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.real;

import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The rectifier: {@code y = max(0, x)} (Nair and Hinton, 2010); with a maximum {@code y = min(max(0, x), max)}, of which
 * {@code relu(6)} is the one of MobileNet (Krizhevsky, 2010).
 *
 * <p>Its derivative is 1 where {@code 0 < x < max}, otherwise 0; at the kinks 0.
 */
public final class Relu implements Elementwise {
    private static final Parameter<Double> MAX = real("max", "what larger values become; 6 is the relu6 of MobileNet")
            .moreThan(0)
            .orNothing()
            .alsoCalled("max_value", "ceiling", "threshold");

    private static final Signature SIGNATURE = Signature.of(
                    "relu", "max(0, x) of each value; with a maximum min(max(0, x), max).")
            .parameters(MAX)
            .formula(
                    "y = max(0, x), and with a maximum min(max(0, x), max);  dy/dx = 1 where 0 < x < max, else 0",
                    "Nair and Hinton, 2010, Rectified linear units improve restricted Boltzmann machines")
            .example("input(5) dense(4) relu dense(4) relu(max=0.5) dense(3)")
            .alsoCalled("rectifier", "rectified_linear", "relu6", "clipped_relu");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return use.find(MAX) == null ? Activation.Function.RELU : Activation.Function.CLIPPED_RELU;
    }

    @Override
    public int operations(Use use) {
        return use.find(MAX) == null ? 1 : 2;
    }

    @Override
    public boolean putsOutNoNegative(Use use) {
        return true;
    }

    /** Whether it has a maximum. */
    public static boolean isClipped(Use use) {
        return use.find(MAX) != null;
    }

    @Override
    public @Nullable Double constantOfFunction(Use use) {
        return use.find(MAX);
    }
}
