package org.netloom.op;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * An affine map: x [N,F], weight [O,F], bias [O] or none, y = x weightᵀ + bias, [N,O]; the same for
 * each step of a sequence x [N,T,F], y [N,T,O].
 */
public record Dense(Site site) implements LinearOp<Dense.Kernel> {
    public static Dense of(String layer, String position) {
        return new Dense(new Site(layer, position));
    }

    @Override
    public Taps taps(List<Integer> x) {
        int features = x.get(x.size() - 1);
        return new DenseTaps(features, x.size() == 1 ? 1 : x.get(0));
    }

    @Override
    public double outputMean(int output, List<Integer> weightShape, IntToDoubleFunction weight, double[] means) {
        double sum = 0;
        for (int f = 0; f < means.length; f++) {
            sum += weight.applyAsDouble(output * means.length + f) * means[f];
        }
        return sum;
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y);

        void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias);
    }
}
