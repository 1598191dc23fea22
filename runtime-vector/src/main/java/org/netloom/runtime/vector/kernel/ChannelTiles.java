package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.BYTES;
import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.SPECIES;
import static org.netloom.runtime.vector.kernel.Lanes.load;
import static org.netloom.runtime.vector.kernel.Lanes.spread;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of {@link ChannelSums}: sums of blocks of V output channels, a tap at a time, which is a vector of
 * weights times one float of x.
 *
 * <p>Eight sums are the fewest that hide the latency of a multiply-add on two units, and leave AVX2 registers for the
 * rest. What limits is loads, two in a cycle like the multiply-adds: {@code rows5} takes 17 for 40 of them, {@code rows3}
 * 13 for 24, because neighbors in a row share what they read; {@code square} 8 for 16; {@code pixels}, {@code blocks} and
 * {@code depthwise}, for what has no other form, about one for each. x is an array in the Java heap, because reading single
 * floats through a memory segment costs the compiler so much that it gives up on kernels of this size.
 *
 * <p>Arguments of all: the taps' distances in x; where the pixels lie in x; where the weights, the bias and the sums lie.
 */
final class ChannelTiles {
    private ChannelTiles() {}

    /** A block of channels at eight pixels of a row, of a kernel of 3 columns. */
    static void rows3(float[] x, int[] taps, int at, int step, long w, long bias, long y) {
        FloatVector a0 = load(bias);
        FloatVector a1 = load(bias);
        FloatVector a2 = load(bias);
        FloatVector a3 = load(bias);
        FloatVector a4 = load(bias);
        FloatVector a5 = load(bias);
        FloatVector a6 = load(bias);
        FloatVector a7 = load(bias);
        for (int t = 0; t < taps.length; t += 3) {
            int p = at + taps[t];
            long weights = w + (long) t * BYTES;
            FloatVector w0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights + BYTES, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights + 2 * BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(SPECIES, x[p]);
            a0 = v.fma(w0, a0);
            v = FloatVector.broadcast(SPECIES, x[p + step]);
            a1 = v.fma(w0, a1);
            a0 = v.fma(w1, a0);
            v = FloatVector.broadcast(SPECIES, x[p + 2 * step]);
            a2 = v.fma(w0, a2);
            a1 = v.fma(w1, a1);
            a0 = v.fma(w2, a0);
            v = FloatVector.broadcast(SPECIES, x[p + 3 * step]);
            a3 = v.fma(w0, a3);
            a2 = v.fma(w1, a2);
            a1 = v.fma(w2, a1);
            v = FloatVector.broadcast(SPECIES, x[p + 4 * step]);
            a4 = v.fma(w0, a4);
            a3 = v.fma(w1, a3);
            a2 = v.fma(w2, a2);
            v = FloatVector.broadcast(SPECIES, x[p + 5 * step]);
            a5 = v.fma(w0, a5);
            a4 = v.fma(w1, a4);
            a3 = v.fma(w2, a3);
            v = FloatVector.broadcast(SPECIES, x[p + 6 * step]);
            a6 = v.fma(w0, a6);
            a5 = v.fma(w1, a5);
            a4 = v.fma(w2, a4);
            v = FloatVector.broadcast(SPECIES, x[p + 7 * step]);
            a7 = v.fma(w0, a7);
            a6 = v.fma(w1, a6);
            a5 = v.fma(w2, a5);
            v = FloatVector.broadcast(SPECIES, x[p + 8 * step]);
            a7 = v.fma(w1, a7);
            a6 = v.fma(w2, a6);
            v = FloatVector.broadcast(SPECIES, x[p + 9 * step]);
            a7 = v.fma(w2, a7);
        }
        a0.intoMemorySegment(MEMORY, y, ORDER);
        a1.intoMemorySegment(MEMORY, y + BYTES, ORDER);
        a2.intoMemorySegment(MEMORY, y + 2 * BYTES, ORDER);
        a3.intoMemorySegment(MEMORY, y + 3 * BYTES, ORDER);
        a4.intoMemorySegment(MEMORY, y + 4 * BYTES, ORDER);
        a5.intoMemorySegment(MEMORY, y + 5 * BYTES, ORDER);
        a6.intoMemorySegment(MEMORY, y + 6 * BYTES, ORDER);
        a7.intoMemorySegment(MEMORY, y + 7 * BYTES, ORDER);
    }

    /** A block of channels at eight pixels of a row, of a kernel of 5 columns. */
    static void rows5(float[] x, int[] taps, int at, int step, long w, long bias, long y) {
        FloatVector a0 = load(bias);
        FloatVector a1 = load(bias);
        FloatVector a2 = load(bias);
        FloatVector a3 = load(bias);
        FloatVector a4 = load(bias);
        FloatVector a5 = load(bias);
        FloatVector a6 = load(bias);
        FloatVector a7 = load(bias);
        for (int t = 0; t < taps.length; t += 5) {
            int p = at + taps[t];
            long weights = w + (long) t * BYTES;
            FloatVector w0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights + BYTES, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights + 2 * BYTES, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights + 3 * BYTES, ORDER);
            FloatVector w4 = FloatVector.fromMemorySegment(SPECIES, MEMORY, weights + 4 * BYTES, ORDER);
            FloatVector v = FloatVector.broadcast(SPECIES, x[p]);
            a0 = v.fma(w0, a0);
            v = FloatVector.broadcast(SPECIES, x[p + step]);
            a1 = v.fma(w0, a1);
            a0 = v.fma(w1, a0);
            v = FloatVector.broadcast(SPECIES, x[p + 2 * step]);
            a2 = v.fma(w0, a2);
            a1 = v.fma(w1, a1);
            a0 = v.fma(w2, a0);
            v = FloatVector.broadcast(SPECIES, x[p + 3 * step]);
            a3 = v.fma(w0, a3);
            a2 = v.fma(w1, a2);
            a1 = v.fma(w2, a1);
            a0 = v.fma(w3, a0);
            v = FloatVector.broadcast(SPECIES, x[p + 4 * step]);
            a4 = v.fma(w0, a4);
            a3 = v.fma(w1, a3);
            a2 = v.fma(w2, a2);
            a1 = v.fma(w3, a1);
            a0 = v.fma(w4, a0);
            v = FloatVector.broadcast(SPECIES, x[p + 5 * step]);
            a5 = v.fma(w0, a5);
            a4 = v.fma(w1, a4);
            a3 = v.fma(w2, a3);
            a2 = v.fma(w3, a2);
            a1 = v.fma(w4, a1);
            v = FloatVector.broadcast(SPECIES, x[p + 6 * step]);
            a6 = v.fma(w0, a6);
            a5 = v.fma(w1, a5);
            a4 = v.fma(w2, a4);
            a3 = v.fma(w3, a3);
            a2 = v.fma(w4, a2);
            v = FloatVector.broadcast(SPECIES, x[p + 7 * step]);
            a7 = v.fma(w0, a7);
            a6 = v.fma(w1, a6);
            a5 = v.fma(w2, a5);
            a4 = v.fma(w3, a4);
            a3 = v.fma(w4, a3);
            v = FloatVector.broadcast(SPECIES, x[p + 8 * step]);
            a7 = v.fma(w1, a7);
            a6 = v.fma(w2, a6);
            a5 = v.fma(w3, a5);
            a4 = v.fma(w4, a4);
            v = FloatVector.broadcast(SPECIES, x[p + 9 * step]);
            a7 = v.fma(w2, a7);
            a6 = v.fma(w3, a6);
            a5 = v.fma(w4, a5);
            v = FloatVector.broadcast(SPECIES, x[p + 10 * step]);
            a7 = v.fma(w3, a7);
            a6 = v.fma(w4, a6);
            v = FloatVector.broadcast(SPECIES, x[p + 11 * step]);
            a7 = v.fma(w4, a7);
        }
        a0.intoMemorySegment(MEMORY, y, ORDER);
        a1.intoMemorySegment(MEMORY, y + BYTES, ORDER);
        a2.intoMemorySegment(MEMORY, y + 2 * BYTES, ORDER);
        a3.intoMemorySegment(MEMORY, y + 3 * BYTES, ORDER);
        a4.intoMemorySegment(MEMORY, y + 4 * BYTES, ORDER);
        a5.intoMemorySegment(MEMORY, y + 5 * BYTES, ORDER);
        a6.intoMemorySegment(MEMORY, y + 6 * BYTES, ORDER);
        a7.intoMemorySegment(MEMORY, y + 7 * BYTES, ORDER);
    }

    /** A block of channels at eight pixels. */
    static void pixels(
            float[] x,
            int[] taps,
            int p0,
            int p1,
            int p2,
            int p3,
            int p4,
            int p5,
            int p6,
            int p7,
            long w,
            long bias,
            long y0,
            long y1,
            long y2,
            long y3,
            long y4,
            long y5,
            long y6,
            long y7) {
        FloatVector a0 = load(bias);
        FloatVector a1 = load(bias);
        FloatVector a2 = load(bias);
        FloatVector a3 = load(bias);
        FloatVector a4 = load(bias);
        FloatVector a5 = load(bias);
        FloatVector a6 = load(bias);
        FloatVector a7 = load(bias);
        for (int t = 0; t < taps.length; t++) {
            int tap = taps[t];
            FloatVector u = load(w + (long) t * BYTES);
            a0 = u.fma(spread(x[p0 + tap]), a0);
            a1 = u.fma(spread(x[p1 + tap]), a1);
            a2 = u.fma(spread(x[p2 + tap]), a2);
            a3 = u.fma(spread(x[p3 + tap]), a3);
            a4 = u.fma(spread(x[p4 + tap]), a4);
            a5 = u.fma(spread(x[p5 + tap]), a5);
            a6 = u.fma(spread(x[p6 + tap]), a6);
            a7 = u.fma(spread(x[p7 + tap]), a7);
        }
        a0.intoMemorySegment(MEMORY, y0, ORDER);
        a1.intoMemorySegment(MEMORY, y1, ORDER);
        a2.intoMemorySegment(MEMORY, y2, ORDER);
        a3.intoMemorySegment(MEMORY, y3, ORDER);
        a4.intoMemorySegment(MEMORY, y4, ORDER);
        a5.intoMemorySegment(MEMORY, y5, ORDER);
        a6.intoMemorySegment(MEMORY, y6, ORDER);
        a7.intoMemorySegment(MEMORY, y7, ORDER);
    }

    /** Four blocks of channels at four pixels. */
    static void square(
            float[] x,
            int[] taps,
            int p0,
            int p1,
            int p2,
            int p3,
            long w,
            long wNext,
            long bias,
            long y0,
            long y1,
            long y2,
            long y3,
            long yNext) {
        FloatVector a0 = load(bias);
        FloatVector a1 = load(bias);
        FloatVector a2 = load(bias);
        FloatVector a3 = load(bias);
        FloatVector b0 = load(bias + BYTES);
        FloatVector b1 = load(bias + BYTES);
        FloatVector b2 = load(bias + BYTES);
        FloatVector b3 = load(bias + BYTES);
        FloatVector c0 = load(bias + 2 * BYTES);
        FloatVector c1 = load(bias + 2 * BYTES);
        FloatVector c2 = load(bias + 2 * BYTES);
        FloatVector c3 = load(bias + 2 * BYTES);
        FloatVector d0 = load(bias + 3 * BYTES);
        FloatVector d1 = load(bias + 3 * BYTES);
        FloatVector d2 = load(bias + 3 * BYTES);
        FloatVector d3 = load(bias + 3 * BYTES);
        for (int t = 0; t < taps.length; t++) {
            int tap = taps[t];
            long weights = w + (long) t * BYTES;
            FloatVector v0 = spread(x[p0 + tap]);
            FloatVector v1 = spread(x[p1 + tap]);
            FloatVector v2 = spread(x[p2 + tap]);
            FloatVector v3 = spread(x[p3 + tap]);
            FloatVector u = load(weights);
            a0 = u.fma(v0, a0);
            a1 = u.fma(v1, a1);
            a2 = u.fma(v2, a2);
            a3 = u.fma(v3, a3);
            u = load(weights + wNext);
            b0 = u.fma(v0, b0);
            b1 = u.fma(v1, b1);
            b2 = u.fma(v2, b2);
            b3 = u.fma(v3, b3);
            u = load(weights + 2 * wNext);
            c0 = u.fma(v0, c0);
            c1 = u.fma(v1, c1);
            c2 = u.fma(v2, c2);
            c3 = u.fma(v3, c3);
            u = load(weights + 3 * wNext);
            d0 = u.fma(v0, d0);
            d1 = u.fma(v1, d1);
            d2 = u.fma(v2, d2);
            d3 = u.fma(v3, d3);
        }
        a0.intoMemorySegment(MEMORY, y0, ORDER);
        a1.intoMemorySegment(MEMORY, y1, ORDER);
        a2.intoMemorySegment(MEMORY, y2, ORDER);
        a3.intoMemorySegment(MEMORY, y3, ORDER);
        b0.intoMemorySegment(MEMORY, y0 + yNext, ORDER);
        b1.intoMemorySegment(MEMORY, y1 + yNext, ORDER);
        b2.intoMemorySegment(MEMORY, y2 + yNext, ORDER);
        b3.intoMemorySegment(MEMORY, y3 + yNext, ORDER);
        c0.intoMemorySegment(MEMORY, y0 + 2 * yNext, ORDER);
        c1.intoMemorySegment(MEMORY, y1 + 2 * yNext, ORDER);
        c2.intoMemorySegment(MEMORY, y2 + 2 * yNext, ORDER);
        c3.intoMemorySegment(MEMORY, y3 + 2 * yNext, ORDER);
        d0.intoMemorySegment(MEMORY, y0 + 3 * yNext, ORDER);
        d1.intoMemorySegment(MEMORY, y1 + 3 * yNext, ORDER);
        d2.intoMemorySegment(MEMORY, y2 + 3 * yNext, ORDER);
        d3.intoMemorySegment(MEMORY, y3 + 3 * yNext, ORDER);
    }

    /** Eight blocks of channels at a pixel. */
    static void blocks(
            float[] x,
            int[] taps,
            long w0,
            long w1,
            long w2,
            long w3,
            long w4,
            long w5,
            long w6,
            long w7,
            long bias,
            long y,
            long o0,
            long o1,
            long o2,
            long o3,
            long o4,
            long o5,
            long o6,
            long o7) {
        FloatVector a0 = load(bias + o0);
        FloatVector a1 = load(bias + o1);
        FloatVector a2 = load(bias + o2);
        FloatVector a3 = load(bias + o3);
        FloatVector a4 = load(bias + o4);
        FloatVector a5 = load(bias + o5);
        FloatVector a6 = load(bias + o6);
        FloatVector a7 = load(bias + o7);
        for (int t = 0; t < taps.length; t++) {
            FloatVector v = spread(x[taps[t]]);
            long weights = (long) t * BYTES;
            a0 = load(w0 + weights).fma(v, a0);
            a1 = load(w1 + weights).fma(v, a1);
            a2 = load(w2 + weights).fma(v, a2);
            a3 = load(w3 + weights).fma(v, a3);
            a4 = load(w4 + weights).fma(v, a4);
            a5 = load(w5 + weights).fma(v, a5);
            a6 = load(w6 + weights).fma(v, a6);
            a7 = load(w7 + weights).fma(v, a7);
        }
        a0.intoMemorySegment(MEMORY, y + o0, ORDER);
        a1.intoMemorySegment(MEMORY, y + o1, ORDER);
        a2.intoMemorySegment(MEMORY, y + o2, ORDER);
        a3.intoMemorySegment(MEMORY, y + o3, ORDER);
        a4.intoMemorySegment(MEMORY, y + o4, ORDER);
        a5.intoMemorySegment(MEMORY, y + o5, ORDER);
        a6.intoMemorySegment(MEMORY, y + o6, ORDER);
        a7.intoMemorySegment(MEMORY, y + o7, ORDER);
    }

    /** A block of channels at four pixels, each channel from its own input alone: the lanes of x are its channels. */
    static void depthwise(
            float[] x,
            int[] taps,
            int p0,
            int p1,
            int p2,
            int p3,
            long w,
            long bias,
            long y0,
            long y1,
            long y2,
            long y3) {
        FloatVector a0 = load(bias);
        FloatVector a1 = load(bias);
        FloatVector a2 = load(bias);
        FloatVector a3 = load(bias);
        for (int t = 0; t < taps.length; t++) {
            int tap = taps[t];
            FloatVector u = load(w + (long) t * BYTES);
            a0 = FloatVector.fromArray(SPECIES, x, p0 + tap).fma(u, a0);
            a1 = FloatVector.fromArray(SPECIES, x, p1 + tap).fma(u, a1);
            a2 = FloatVector.fromArray(SPECIES, x, p2 + tap).fma(u, a2);
            a3 = FloatVector.fromArray(SPECIES, x, p3 + tap).fma(u, a3);
        }
        a0.intoMemorySegment(MEMORY, y0, ORDER);
        a1.intoMemorySegment(MEMORY, y1, ORDER);
        a2.intoMemorySegment(MEMORY, y2, ORDER);
        a3.intoMemorySegment(MEMORY, y3, ORDER);
    }
}
