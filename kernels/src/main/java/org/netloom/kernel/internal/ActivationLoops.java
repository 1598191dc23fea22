package org.netloom.kernel.internal;

import org.netloom.op.Activation;

/**
 * The loops that compute one activation function over planes of an activation: alone, behind a layer's sums, behind a
 * batch normalization, and between a batch normalization and a max pooling. Batch normalization is {@code a (x - mean) + b}
 * for each channel: the mean comes off first, so that one far larger than the deviation costs no digits.
 */
public interface ActivationLoops {

    /** The loops of an activation. */
    static ActivationLoops of(Activation op) {
        return new OutOfLineLoops(ActivationTemplate.copyFor(ActivationFunction.Described.of(op)));
    }

    /** The loops of {@code y = x}, for a batch normalization without an activation. */
    static ActivationLoops identity() {
        return new OutOfLineLoops(ActivationTemplate.copyFor(ActivationFunction.Described.IDENTITY));
    }

    /** Whether a maximum may be taken before the function. */
    boolean neverDecreases();

    /** Whether the backward pass needs y and not x. */
    boolean slopeFromOutput();

    /** y = f(x) for so many vectors. */
    void forward(long x, long y, int vectors);

    /**
     * y = f(y) at places of some channels.
     *
     * @param y where the first channel begins
     * @param next the bytes from one channel to the next
     * @param at places of a channel, counted in vectors, of which those from {@code from} until {@code to} are meant
     */
    void inPlace(long y, long next, int channels, int[] at, int from, int to);

    /** dx = f'(x) dy. */
    void backward(long x, long y, long dy, long dx, int vectors);

    /** y = f(a (x - mean) + b), with a the channel's factor and b its offset. */
    void affine(long x, long y, int vectors, ChannelAffines of, int channel);

    /**
     * With g = f'(a (x - mean) + b) dy: Σ g goes into the vector at {@code into}, Σ g (x - mean) into the one behind it, lane
     * by lane.
     *
     * @param y f(a (x - mean) + b), read only where the slope follows from it
     */
    void sums(long x, long y, long dy, int vectors, ChannelAffines of, int channel, long into);

    /** dx = ofGradient g + ofCentered (x - mean) + rest, with g as in {@link #sums}. */
    void affineBackward(long x, long y, long dy, long dx, int vectors, ChannelAffines of, int channel);

    /** y = f(a (m - mean) + b), where m is a window's largest x, or the smallest where a is negative. */
    void pooled(long x, long y, Windows windows, ChannelAffines of, int channel);

    /** As {@link #sums}, where g comes to the first element of each window that m is. */
    void pooledSums(long x, long y, long dy, Windows windows, ChannelAffines of, int channel, long into);

    /** As {@link #affineBackward}, where g comes to the first element of each window that m is, and 0 to the others. */
    void pooledBackward(long x, long y, long dy, long dx, Windows windows, ChannelAffines of, int channel);
}
