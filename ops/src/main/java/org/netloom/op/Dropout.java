package org.netloom.op;

/**
 * Inverted dropout (Srivastava et al., 2014): in training each element is zero with the given probability and
 * otherwise divided by {@code 1 - probability}; in inference nothing is done.
 *
 * @param probability of an element to be dropped, in [0, 1)
 */
public record Dropout(Site site, double probability) implements Op<Dropout.Kernel> {
    public static Dropout of(String layer, String position, double probability) {
        return new Dropout(new Site(layer, position), probability);
    }

    /** Computes it. */
    public interface Kernel {
        /**
         * Drops elements at random. The mask, 0 or 1/(1-p) for each element in row-major order, follows from {@code seed}
         * alone, so that every engine draws the same; it is left in {@code mask} for backward.
         */
        void forward(Tensor x, long seed, Tensor mask, Tensor y);

        void backward(Tensor mask, Tensor dy, Tensor dx);
    }
}
