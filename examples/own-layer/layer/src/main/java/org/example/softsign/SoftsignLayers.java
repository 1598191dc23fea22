package org.example.softsign;

import java.util.List;
import org.netloom.compiler.layer.Layer;
import org.netloom.compiler.layer.LayerProvider;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.PointwiseLayer;
import org.netloom.compiler.layer.Signature;

/** The layer {@code softsign}, as the language has it. */
public final class SoftsignLayers implements LayerProvider {
    private static final Parameter<Double> SCALE =
            Parameter.real("scale", "where half of the way is gone").moreThan(0).orElse(1.0);

    private static final Signature SIGNATURE = Signature.of("softsign", "x / (scale + |x|) of each value, in (-1, 1).")
            .parameters(SCALE)
            .formula("y = x / (scale + |x|)", "Turian, Bergstra and Bengio, 2009, Quadratic features and deep architectures for chunking")
            .example("input(5) dense(4) softsign dense(4) softsign(scale=0.5) dense(3)")
            .alsoCalled("soft_sign");

    @Override
    public List<Layer> layers() {
        return List.of(PointwiseLayer.of(Softsign.class, SIGNATURE).neverDecreasing());
    }
}
