package org.netloom.op;

/**
 * What the weights of a linear layer are multiplied with, for inputs of one shape: a tap is one of the inputs that an output
 * is the sum of. For one thread at a time.
 */
public interface Taps {
    /** How many there are, those of all groups together. */
    int count();

    /**
     * The mean of what each tap reads, over the batch and over all places that the layer puts an output out for; a tap that
     * reads padding reads zeros, which count.
     *
     * @param sums of each element of x over the batch, in row-major order
     * @param examples in the batch
     * @param means becomes them, [count], in the order in which weights lie in memory
     */
    void means(double[] sums, int examples, double[] means);
}
