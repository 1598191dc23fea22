package org.netloom.op;

/** The places of an image [N,C,H,W], row by row, as the steps of a sequence [N,H·W,C]. */
public record Tokens(Site site) implements Op<Tokens.Kernel> {
    public static Tokens of(String layer, String position) {
        return new Tokens(new Site(layer, position));
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Tensor y);

        void backward(Tensor dy, Tensor dx);
    }
}
