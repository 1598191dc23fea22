package org.netloom.op;

/** Rows and columns of zeros around each channel: x [N,C,H,W], y [N,C,top+H+bottom,left+W+right]. */
public record Pad2d(Site site, int top, int bottom, int left, int right) implements Op<Pad2d.Kernel> {
    public static Pad2d of(String layer, String position, int top, int bottom, int left, int right) {
        return new Pad2d(new Site(layer, position), top, bottom, left, right);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Tensor y);

        void backward(Tensor dy, Tensor dx);
    }
}
