package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.load;
import static org.netloom.runtime.vector.kernel.Lanes.spread;

import jdk.incubator.vector.FloatVector;
import org.netloom.runtime.vector.kernel.Gather.Pattern;

/**
 * The innermost loops of {@link Gather} where only one or two pixels are left, as at a step of a sequence in a small batch:
 * eight sums in registers, of eight output channels at one pixel or of four at two. {@link Tiles} would compute a pixel up to
 * four times. The order of additions is the same, and so are the bits.
 *
 * <p>Sixteen sums, of eight channels at two pixels, are more than HotSpot inlines.
 */
final class NarrowTiles {
    private NarrowTiles() {}

    /** Whether so many pixels, modulo four, are for this class. */
    static boolean suits(int pixels) {
        return pixels == 1 || pixels == 2;
    }

    /**
     * The sums of a stretch of taps at one or two pixels for as many of the output channels as tiles divide.
     *
     * @param start what the sums of the first taps begin with, {@code startNext} bytes from one channel to the next
     * @return the first channel that is left
     */
    static int run(
            Gather gather,
            Pattern pattern,
            int tap,
            int tapEnd,
            int pixel,
            int pixelEnd,
            int from,
            int to,
            long x,
            long y,
            long w,
            long start,
            long startNext) {
        int[] xTap = pattern.xTap();
        int[] wTap = pattern.wTap();
        long yNext = (long) gather.yChannel() * Lanes.BYTES;
        long wNext = (long) gather.wChannel() * Float.BYTES;
        boolean fresh = tap == 0;
        long sNext = fresh ? startNext : yNext;
        long x0 = x + (long) pattern.xAt()[pixel] * Lanes.BYTES;
        long x1 = x + (long) pattern.xAt()[pixelEnd - 1] * Lanes.BYTES;
        boolean single = pixelEnd - pixel == 1;
        int channels = single ? 8 : 4;
        int o = from;
        for (; o + channels <= to; o += channels) {
            long y0 = y + o * yNext + (long) pattern.yAt()[pixel] * Lanes.BYTES;
            long y1 = y + o * yNext + (long) pattern.yAt()[pixelEnd - 1] * Lanes.BYTES;
            long s0 = fresh ? start + o * startNext : y0;
            long s1 = fresh ? start + o * startNext : y1;
            if (single) {
                eightByOne(xTap, wTap, tap, tapEnd, x0, w + o * wNext, wNext, s0, sNext, y0, yNext);
            } else {
                fourByTwo(xTap, wTap, tap, tapEnd, x0, x1, w + o * wNext, wNext, s0, s1, sNext, y0, y1, yNext);
            }
        }
        return o;
    }

    private static void eightByOne(
            int[] xTap,
            int[] wTap,
            int from,
            int to,
            long x0,
            long w,
            long wNext,
            long s0,
            long sNext,
            long y0,
            long yNext) {
        FloatVector a0 = load(s0);
        FloatVector b0 = load(s0 + sNext);
        FloatVector c0 = load(s0 + 2 * sNext);
        FloatVector d0 = load(s0 + 3 * sNext);
        FloatVector e0 = load(s0 + 4 * sNext);
        FloatVector f0 = load(s0 + 5 * sNext);
        FloatVector g0 = load(s0 + 6 * sNext);
        FloatVector h0 = load(s0 + 7 * sNext);
        for (int t = from; t < to; t++) {
            long at = (long) xTap[t] * Lanes.BYTES;
            long weight = w + (long) wTap[t] * Float.BYTES;
            FloatVector v0 = load(x0 + at);
            FloatVector u = spread(weight);
            a0 = v0.fma(u, a0);
            u = spread(weight + wNext);
            b0 = v0.fma(u, b0);
            u = spread(weight + 2 * wNext);
            c0 = v0.fma(u, c0);
            u = spread(weight + 3 * wNext);
            d0 = v0.fma(u, d0);
            u = spread(weight + 4 * wNext);
            e0 = v0.fma(u, e0);
            u = spread(weight + 5 * wNext);
            f0 = v0.fma(u, f0);
            u = spread(weight + 6 * wNext);
            g0 = v0.fma(u, g0);
            u = spread(weight + 7 * wNext);
            h0 = v0.fma(u, h0);
        }
        a0.intoMemorySegment(MEMORY, y0, ORDER);
        b0.intoMemorySegment(MEMORY, y0 + yNext, ORDER);
        c0.intoMemorySegment(MEMORY, y0 + 2 * yNext, ORDER);
        d0.intoMemorySegment(MEMORY, y0 + 3 * yNext, ORDER);
        e0.intoMemorySegment(MEMORY, y0 + 4 * yNext, ORDER);
        f0.intoMemorySegment(MEMORY, y0 + 5 * yNext, ORDER);
        g0.intoMemorySegment(MEMORY, y0 + 6 * yNext, ORDER);
        h0.intoMemorySegment(MEMORY, y0 + 7 * yNext, ORDER);
    }

    private static void fourByTwo(
            int[] xTap,
            int[] wTap,
            int from,
            int to,
            long x0,
            long x1,
            long w,
            long wNext,
            long s0,
            long s1,
            long sNext,
            long y0,
            long y1,
            long yNext) {
        FloatVector a0 = load(s0);
        FloatVector a1 = load(s1);
        FloatVector b0 = load(s0 + sNext);
        FloatVector b1 = load(s1 + sNext);
        FloatVector c0 = load(s0 + 2 * sNext);
        FloatVector c1 = load(s1 + 2 * sNext);
        FloatVector d0 = load(s0 + 3 * sNext);
        FloatVector d1 = load(s1 + 3 * sNext);
        for (int t = from; t < to; t++) {
            long at = (long) xTap[t] * Lanes.BYTES;
            long weight = w + (long) wTap[t] * Float.BYTES;
            FloatVector v0 = load(x0 + at);
            FloatVector v1 = load(x1 + at);
            FloatVector u = spread(weight);
            a0 = v0.fma(u, a0);
            a1 = v1.fma(u, a1);
            u = spread(weight + wNext);
            b0 = v0.fma(u, b0);
            b1 = v1.fma(u, b1);
            u = spread(weight + 2 * wNext);
            c0 = v0.fma(u, c0);
            c1 = v1.fma(u, c1);
            u = spread(weight + 3 * wNext);
            d0 = v0.fma(u, d0);
            d1 = v1.fma(u, d1);
        }
        a0.intoMemorySegment(MEMORY, y0, ORDER);
        a1.intoMemorySegment(MEMORY, y1, ORDER);
        b0.intoMemorySegment(MEMORY, y0 + yNext, ORDER);
        b1.intoMemorySegment(MEMORY, y1 + yNext, ORDER);
        c0.intoMemorySegment(MEMORY, y0 + 2 * yNext, ORDER);
        c1.intoMemorySegment(MEMORY, y1 + 2 * yNext, ORDER);
        d0.intoMemorySegment(MEMORY, y0 + 3 * yNext, ORDER);
        d1.intoMemorySegment(MEMORY, y1 + 3 * yNext, ORDER);
    }
}
