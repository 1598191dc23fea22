package org.netloom.op;

/** The sum of values of one shape, element by element. */
public record Add(Site site) implements Op<Add.Kernel> {
    public static Add of(String layer, String position) {
        return new Add(new Site(layer, position));
    }

    /** Computes it. */
    public interface Kernel {
        /** y = a + b; y may be a or b. */
        void forward(Tensor a, Tensor b, Tensor y);

        /** The gradient by one of the terms: a copy, dx = dy. */
        void backward(Tensor dy, Tensor dx);
    }
}
