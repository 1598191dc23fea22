package org.netloom.testkit;

import org.jspecify.annotations.Nullable;
import org.netloom.op.Array;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.op.Site;
import org.netloom.op.Tensor;

/**
 * An operation that no engine knows: {@code y = scale x σ(b x)} with a trained b for each feature (Ramachandran, Zoph and Le,
 * 2017). x [N,F], weight b [F].
 */
public record TrainedSwish(Site site, double scale) implements Op<TrainedSwish.Kernel> {
    public static TrainedSwish of(String layer, String position, double scale) {
        return new TrainedSwish(new Site(layer, position), scale);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Array weight, Tensor y);

        void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight);
    }

    @Override
    public Kernel defaultKernel(Kernels kernels) {
        return new OnAnyEngine(kernels, scale);
    }

    private record OnAnyEngine(Kernels kernels, double scale) implements Kernel {
        private double[] values(Tensor tensor) {
            double[] values = new double[tensor.batch() * tensor.shape().get(0)];
            kernels.read(tensor, values);
            return values;
        }

        private double[] values(Array array) {
            double[] values = new double[array.shape().get(0)];
            kernels.read(array, values);
            return values;
        }

        private static double sigmoid(double x) {
            return 1 / (1 + Math.exp(-x));
        }

        @Override
        public void forward(Tensor x, Array weight, Tensor y) {
            double[] values = values(x);
            double[] b = values(weight);
            for (int i = 0; i < values.length; i++) {
                values[i] = scale * values[i] * sigmoid(b[i % b.length] * values[i]);
            }
            kernels.write(values, y);
        }

        /** With s = σ(b x): dx = scale (s + b x s (1 - s)) dy, db = Σ scale x² s (1 - s) dy. */
        @Override
        public void backward(Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight) {
            double[] in = values(x);
            double[] b = values(weight);
            double[] slope = values(dy);
            double[] sums = new double[b.length];
            for (int i = 0; i < in.length; i++) {
                int feature = i % b.length;
                double s = sigmoid(b[feature] * in[i]);
                double change = scale * in[i] * s * (1 - s) * slope[i];
                sums[feature] += in[i] * change;
                slope[i] = scale * s * slope[i] + b[feature] * change;
            }
            if (dx != null) {
                kernels.write(slope, dx);
            }
            kernels.write(sums, dWeight);
        }
    }
}
