package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Gradient;

/**
 * All gradients are multiplied with {@code min(1, max / (norm + 1e-6))}, where norm is the 2-norm of all of them together
 * (Pascanu et al., 2013): PyTorch's {@code clip_grad_norm_}. The norm is a sum in double, in the order of the elements.
 */
public record ClipNorm(double max) implements GradientClip {
    /** So that gradients of nothing but zeros divide by something, as in PyTorch. */
    private static final double SMALL = 1e-6;

    public ClipNorm {
        if (!(max > 0) || Double.isInfinite(max)) {
            throw new NetworkException("gradients are clipped to a norm above 0, not " + max);
        }
    }

    /** @param max the largest norm, above 0 */
    public static ClipNorm of(double max) {
        return new ClipNorm(max);
    }

    @Override
    public Clipper on(List<Gradient> gradients) {
        List<GradientMemory> memory =
                gradients.stream().map(GradientMemory::new).toList();
        return () -> {
            double squares = 0;
            for (int i = 0; i < memory.size(); i++) {
                squares += memory.get(i).sumOfSquares();
            }
            double factor = max / (Math.sqrt(squares) + SMALL);
            if (factor < 1) {
                for (int i = 0; i < memory.size(); i++) {
                    memory.get(i).scale(factor);
                }
            }
        };
    }

    @Override
    public String toString() {
        return "norm(" + max + ")";
    }
}
