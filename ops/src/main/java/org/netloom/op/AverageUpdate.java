package org.netloom.op;

/** A step of the average of a parameter. */
public record AverageUpdate() implements Op<AverageUpdate.Kernel> {

    /** Moves an average. */
    public interface Kernel {
        /**
         * {@code average = average + weight (p - average)}, which is PyTorch's {@code lerp}: an average that hardly moves does
         * not drift, as one of two rounded factors would. In place; both are of one shape.
         *
         * @param weight of the parameter, from 0 to 1
         */
        void update(double weight, Array average, Array p);
    }

    @Override
    public Site site() {
        return new Site("average", "training");
    }
}
