package org.netloom.op;

import org.jspecify.annotations.Nullable;

/** Adds to each step of a sequence [N,T,F] what says where it is: a trained weight [T,F], or sines and cosines. */
public record Positions(Site site) implements Op<Positions.Kernel> {
    public static Positions of(String layer, String position) {
        return new Positions(new Site(layer, position));
    }

    /**
     * The sinusoids of Vaswani et al. (2017), section 3.5: {@code sin(t / 10000^(2i/F))} for feature 2i and the cosine of
     * the same for feature 2i + 1.
     */
    public static double sinusoid(int step, int feature, int features) {
        double angle = step / Math.pow(10_000, (feature - feature % 2) / (double) features);
        return feature % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
    }

    /** Computes it. */
    public interface Kernel {
        /** Adds a trained weight [T,F], or the sinusoids where it is null. */
        void forward(Tensor x, @Nullable Array weight, Tensor y);

        void backward(Tensor dy, @Nullable Tensor dx, @Nullable Array dWeight);
    }
}
