package org.netloom.runtime.optim;

import java.util.List;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.parameter.Gradient;

/** Each element of a gradient is brought into the range from -max to max: PyTorch's {@code clip_grad_value_}. */
public record ClipValue(double max) implements GradientClip {
    public ClipValue {
        if (!(max > 0) || Double.isInfinite(max)) {
            throw new NetworkException("gradients are clipped to values of a size above 0, not " + max);
        }
    }

    /** @param max the largest size of an element, above 0 */
    public static ClipValue of(double max) {
        return new ClipValue(max);
    }

    @Override
    public Clipper on(List<Gradient> gradients) {
        List<GradientMemory> memory =
                gradients.stream().map(GradientMemory::new).toList();
        return () -> {
            for (int i = 0; i < memory.size(); i++) {
                memory.get(i).limit(max);
            }
        };
    }

    @Override
    public String toString() {
        return "value(" + max + ")";
    }
}
