package org.netloom.op;

/**
 * {@code y_k = exp(x_k) / Σ_j exp(x_j)} over the features of a vector [N,F], the channels of each place of an image
 * [N,C,H,W], and the features of each step of a sequence [N,T,F].
 */
public record Softmax(Site site) implements Op<Softmax.Kernel> {
    public static Softmax of(String layer, String position) {
        return new Softmax(new Site(layer, position));
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Tensor y);

        /** Takes the output y: dx = y (dy - Σ y dy). */
        void backward(Tensor y, Tensor dy, Tensor dx);
    }
}
