package org.netloom.op;

/** Makes one vector [N,F] of a sequence [N,T,F]. */
public record SequencePool(Site site, Kind kind) implements Op<SequencePool.Kernel> {

    /** Which step counts. */
    public enum Kind {
        FIRST,
        LAST,
        MEAN
    }

    public static SequencePool of(String layer, String position, Kind kind) {
        return new SequencePool(new Site(layer, position), kind);
    }

    /** Computes it. */
    public interface Kernel {
        void forward(Tensor x, Tensor y);

        void backward(Tensor dy, Tensor dx);
    }
}
