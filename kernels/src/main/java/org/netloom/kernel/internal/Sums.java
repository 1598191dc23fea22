package org.netloom.kernel.internal;

/** A layer with weights for a single example. An output is the bias and then the taps in their order. */
public sealed interface Sums permits ChannelSums, RowSums {

    /** How the output is laid out. */
    Form form();

    /** How many vectors the packed weights are. */
    int packedVectors();

    /** How many multiply-adds of vectors an example takes. */
    long work();

    /**
     * Puts weights into the order in which they are read.
     *
     * @param weight [O][I / groups][window]
     * @param bias [O], or 0 for none
     * @param packed room for {@link #packedVectors}
     * @param packedBias room for a vector for each V output channels
     */
    void pack(long weight, long bias, long packed, long packedBias);

    /**
     * The share of one worker.
     *
     * @param weights the packed weights
     * @param bias the packed bias
     * @param y the output
     */
    void run(int worker, int workers, long weights, long bias, long y);
}
