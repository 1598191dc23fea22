package org.netloom.kernel.internal;

import org.netloom.op.Conv2d;

/**
 * The sizes of one axis of a convolution: {@code source = place · stride - pad + tap · dilation}, where a place is one of
 * {@code out} of the output, a source one of {@code in} of the input, and a tap one of {@code kernel}.
 */
public record Extent(int in, int out, int kernel, int stride, int pad, int dilation) {

    /** The rows of a convolution of an image of this height. */
    public static Extent rows(Conv2d op, int height) {
        return of(
                height,
                op.kernel().height(),
                op.stride().height(),
                op.pad().height(),
                op.dilation().height());
    }

    /** The columns of a convolution of an image of this width. */
    public static Extent columns(Conv2d op, int width) {
        return of(
                width,
                op.kernel().width(),
                op.stride().width(),
                op.pad().width(),
                op.dilation().width());
    }

    private static Extent of(int in, int kernel, int stride, int pad, int dilation) {
        return new Extent(in, (in + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1, kernel, stride, pad, dilation);
    }

    /** Where a tap reads the input; outside of it is padding. */
    int source(int place, int tap) {
        return place * stride - pad + tap * dilation;
    }

    /** Of the backward pass, at stride and dilation 1: the gradient by the input reads the one by the output. */
    public Extent backward() {
        return new Extent(out, in, kernel, 1, kernel - 1 - pad, 1);
    }

    /** The first place where a tap reads the input and the one behind the last; the same where there is none. */
    int[] places(int tap) {
        int ahead = pad - tap * dilation;
        int first = Math.max(0, Math.ceilDiv(ahead, stride));
        int end = Math.min(out, Math.floorDiv(in - 1 + ahead, stride) + 1);
        return new int[] {first, Math.max(first, end)};
    }

    /** How often a tap reads the input. */
    int meetings() {
        int meetings = 0;
        for (int tap = 0; tap < kernel; tap++) {
            int[] places = places(tap);
            meetings += places[1] - places[0];
        }
        return meetings;
    }
}
