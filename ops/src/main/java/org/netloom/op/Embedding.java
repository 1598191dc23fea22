package org.netloom.op;

/** Looks up a row of weight [V,F] for each token: x [N,T] of whole numbers in [0, V), y [N,T,F]. */
public record Embedding(Site site) implements Op<Embedding.Kernel> {
    public static Embedding of(String layer, String position) {
        return new Embedding(new Site(layer, position));
    }

    /** Computes it. */
    public interface Kernel {
        /** Refuses what is not a whole number in [0, V). */
        void forward(Tensor tokens, Array weight, Tensor y);

        void backward(Tensor tokens, Tensor dy, Array dWeight);
    }
}
