package org.netloom.compiler.internal.builtin;

import static org.netloom.compiler.layer.Parameter.real;

import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.layer.Use;
import org.netloom.op.Activation;

/**
 * The rectifier that leaks: {@code y = x} above 0, otherwise {@code slope x} (Maas, Hannun and Ng, 2013).
 *
 * <p>Its derivative is 1 above 0, otherwise {@code slope}.
 */
public final class LeakyRelu implements Elementwise {
    public static final Parameter<Double> SLOPE =
            real("slope", "slope below 0").atLeast(0).orElse(0.01).alsoCalled("negative_slope", "alpha", "leak");

    private static final Signature SIGNATURE = Signature.of(
                    "leaky_relu", "x above 0, otherwise slope x, so that no unit dies.")
            .parameters(SLOPE)
            .formula(
                    "y = x where x > 0, else slope * x",
                    "Maas, Hannun and Ng, 2013, Rectifier nonlinearities improve neural network acoustic models")
            .example("input(5) dense(4) leaky_relu(0.2) dense(3)")
            .alsoCalled("leakyrelu", "lrelu");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Activation.Function function(Use use) {
        return Activation.Function.LEAKY_RELU;
    }

    @Override
    public int operations(Use use) {
        return 2;
    }

    @Override
    public Double constantOfFunction(Use use) {
        return use.get(SLOPE);
    }
}
