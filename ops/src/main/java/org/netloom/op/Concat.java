package org.netloom.op;

/** The channels of several images one behind the other, or the features of several vectors. */
public record Concat(Site site) implements Op<Concat.Kernel> {
    public static Concat of(String layer, String position) {
        return new Concat(new Site(layer, position));
    }

    /** Computes it, one part after the other. */
    public interface Kernel {
        /** Writes x into the channels of y from {@code from} on; the others stay as they are. */
        void forward(Tensor x, int from, Tensor y);

        /** The gradient by one part: the channels of dy from {@code from} on, as many as dx has. */
        void backward(Tensor dy, int from, Tensor dx);
    }
}
