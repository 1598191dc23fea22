package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.load;
import static org.netloom.runtime.vector.kernel.Lanes.spread;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loops of {@link Gather}: a few output channels at four pixels, all taps.
 *
 * <p>Sixteen sums (four channels by four pixels) stay in registers and take eight loads for sixteen multiply-adds: enough
 * independent sums to hide the latency of a multiply-add on two units, and few enough for the 16 registers of AVX2 to
 * spill little and the 32 of AVX-512 not at all. Larger tiles (8×3, 6×4, 4×6) were slower. Each method is far below the
 * 8,000 bytecodes beyond which HotSpot compiles nothing.
 *
 * <p>Arguments of all: the taps' distances in x (vectors) and in the weights (floats) and which of them to take; where
 * the pixels lie in x; the first channel's weights, the next channel's distance (bytes); where the sums start (a tensor's
 * values so far, or the bias, with the distance of the next channel); where they go.
 */
final class Tiles {
    private Tiles() {}

    /** Four, two or one channel. */
    static void run(
            int channels,
            int[] xTap,
            int[] wTap,
            int from,
            int to,
            long x0,
            long x1,
            long x2,
            long x3,
            long w,
            long wNext,
            long s0,
            long s1,
            long s2,
            long s3,
            long sNext,
            long y0,
            long y1,
            long y2,
            long y3,
            long yNext) {
        switch (channels) {
            case 4 ->
                four(xTap, wTap, from, to, x0, x1, x2, x3, w, wNext, s0, s1, s2, s3, sNext, y0, y1, y2, y3, yNext);
            case 2 -> two(xTap, wTap, from, to, x0, x1, x2, x3, w, wNext, s0, s1, s2, s3, sNext, y0, y1, y2, y3, yNext);
            default -> one(xTap, wTap, from, to, x0, x1, x2, x3, w, s0, s1, s2, s3, y0, y1, y2, y3);
        }
    }

    /** Four channels. */
    private static void four(
            int[] xTap,
            int[] wTap,
            int from,
            int to,
            long x0,
            long x1,
            long x2,
            long x3,
            long w,
            long wNext,
            long s0,
            long s1,
            long s2,
            long s3,
            long sNext,
            long y0,
            long y1,
            long y2,
            long y3,
            long yNext) {
        FloatVector a0 = load(s0);
        FloatVector a1 = load(s1);
        FloatVector a2 = load(s2);
        FloatVector a3 = load(s3);
        FloatVector b0 = load(s0 + sNext);
        FloatVector b1 = load(s1 + sNext);
        FloatVector b2 = load(s2 + sNext);
        FloatVector b3 = load(s3 + sNext);
        FloatVector c0 = load(s0 + 2 * sNext);
        FloatVector c1 = load(s1 + 2 * sNext);
        FloatVector c2 = load(s2 + 2 * sNext);
        FloatVector c3 = load(s3 + 2 * sNext);
        FloatVector d0 = load(s0 + 3 * sNext);
        FloatVector d1 = load(s1 + 3 * sNext);
        FloatVector d2 = load(s2 + 3 * sNext);
        FloatVector d3 = load(s3 + 3 * sNext);
        for (int t = from; t < to; t++) {
            long at = (long) xTap[t] * Lanes.BYTES;
            long weight = w + (long) wTap[t] * Float.BYTES;
            FloatVector v0 = load(x0 + at);
            FloatVector v1 = load(x1 + at);
            FloatVector v2 = load(x2 + at);
            FloatVector v3 = load(x3 + at);
            FloatVector u = spread(weight);
            a0 = v0.fma(u, a0);
            a1 = v1.fma(u, a1);
            a2 = v2.fma(u, a2);
            a3 = v3.fma(u, a3);
            u = spread(weight + wNext);
            b0 = v0.fma(u, b0);
            b1 = v1.fma(u, b1);
            b2 = v2.fma(u, b2);
            b3 = v3.fma(u, b3);
            u = spread(weight + 2 * wNext);
            c0 = v0.fma(u, c0);
            c1 = v1.fma(u, c1);
            c2 = v2.fma(u, c2);
            c3 = v3.fma(u, c3);
            u = spread(weight + 3 * wNext);
            d0 = v0.fma(u, d0);
            d1 = v1.fma(u, d1);
            d2 = v2.fma(u, d2);
            d3 = v3.fma(u, d3);
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

    /** Two channels: what is left of a number that four does not divide. */
    private static void two(
            int[] xTap,
            int[] wTap,
            int from,
            int to,
            long x0,
            long x1,
            long x2,
            long x3,
            long w,
            long wNext,
            long s0,
            long s1,
            long s2,
            long s3,
            long sNext,
            long y0,
            long y1,
            long y2,
            long y3,
            long yNext) {
        FloatVector a0 = load(s0);
        FloatVector a1 = load(s1);
        FloatVector a2 = load(s2);
        FloatVector a3 = load(s3);
        FloatVector b0 = load(s0 + sNext);
        FloatVector b1 = load(s1 + sNext);
        FloatVector b2 = load(s2 + sNext);
        FloatVector b3 = load(s3 + sNext);
        for (int t = from; t < to; t++) {
            long at = (long) xTap[t] * Lanes.BYTES;
            long weight = w + (long) wTap[t] * Float.BYTES;
            FloatVector v0 = load(x0 + at);
            FloatVector v1 = load(x1 + at);
            FloatVector v2 = load(x2 + at);
            FloatVector v3 = load(x3 + at);
            FloatVector u = spread(weight);
            a0 = v0.fma(u, a0);
            a1 = v1.fma(u, a1);
            a2 = v2.fma(u, a2);
            a3 = v3.fma(u, a3);
            u = spread(weight + wNext);
            b0 = v0.fma(u, b0);
            b1 = v1.fma(u, b1);
            b2 = v2.fma(u, b2);
            b3 = v3.fma(u, b3);
        }
        a0.intoMemorySegment(MEMORY, y0, ORDER);
        a1.intoMemorySegment(MEMORY, y1, ORDER);
        a2.intoMemorySegment(MEMORY, y2, ORDER);
        a3.intoMemorySegment(MEMORY, y3, ORDER);
        b0.intoMemorySegment(MEMORY, y0 + yNext, ORDER);
        b1.intoMemorySegment(MEMORY, y1 + yNext, ORDER);
        b2.intoMemorySegment(MEMORY, y2 + yNext, ORDER);
        b3.intoMemorySegment(MEMORY, y3 + yNext, ORDER);
    }

    /** One channel: the last of an odd number, and depthwise convolutions, where no two outputs share an input. */
    private static void one(
            int[] xTap,
            int[] wTap,
            int from,
            int to,
            long x0,
            long x1,
            long x2,
            long x3,
            long w,
            long s0,
            long s1,
            long s2,
            long s3,
            long y0,
            long y1,
            long y2,
            long y3) {
        FloatVector a0 = load(s0);
        FloatVector a1 = load(s1);
        FloatVector a2 = load(s2);
        FloatVector a3 = load(s3);
        for (int t = from; t < to; t++) {
            long at = (long) xTap[t] * Lanes.BYTES;
            FloatVector u = spread(w + (long) wTap[t] * Float.BYTES);
            a0 = load(x0 + at).fma(u, a0);
            a1 = load(x1 + at).fma(u, a1);
            a2 = load(x2 + at).fma(u, a2);
            a3 = load(x3 + at).fma(u, a3);
        }
        a0.intoMemorySegment(MEMORY, y0, ORDER);
        a1.intoMemorySegment(MEMORY, y1, ORDER);
        a2.intoMemorySegment(MEMORY, y2, ORDER);
        a3.intoMemorySegment(MEMORY, y3, ORDER);
    }
}
