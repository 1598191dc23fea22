package org.netloom.op;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The means of what a layer's weights are multiplied with, over the batch: with them the mean of what the layer puts out
 * is known for any weights. Moving statistics that follow the weights ask for it.
 *
 * @param layer whose input it looks at
 */
public record InputMeans(LinearOp<?> layer) implements Op<InputMeans.Kernel> {

    /** Computes it. */
    public interface Kernel {
        /**
         * @param x what comes into the layer
         * @param statistics whose {@link BatchStatistics#inputMeans}, if any, become those of x
         */
        void compute(Tensor x, BatchStatistics statistics);
    }

    /** The place of the layer. */
    @Override
    public Site site() {
        return layer.site();
    }

    /** For kernels: room for the sum of each element over the batch, and the means that follow. For one thread at a time. */
    public static final class Sums {
        private final LinearOp<?> layer;
        private double[] sums = new double[0];
        private List<Integer> shape = List.of();
        private @Nullable Taps taps;

        public Sums(InputMeans op) {
            layer = op.layer();
        }

        /** Where the sums of x go, in row-major order; they are not cleared. */
        public double[] of(Tensor x) {
            // The lists are compared as objects, because a tensor has one, and to compare what is in them leaves
            // garbage.
            if (taps == null || shape != x.shape()) {
                shape = x.shape();
                taps = layer.taps(shape);
                sums = new double[shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact)];
            }
            return sums;
        }

        /** Makes the means of the sums of x. */
        public void means(Tensor x, BatchStatistics statistics) {
            Taps known = taps;
            if (known == null) {
                throw new IllegalStateException("the sums come first");
            }
            known.means(sums, x.batch(), statistics.inputMeans());
        }
    }
}
