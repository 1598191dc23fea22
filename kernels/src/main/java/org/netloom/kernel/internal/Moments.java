package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;
import static org.netloom.kernel.internal.Lanes.load;
import static org.netloom.kernel.internal.Lanes.spread;

import jdk.incubator.vector.FloatVector;

/** Mean and squared deviations of one channel, in one block or in several. */
public final class Moments {
    /** The numbers that {@link #measure} leaves. */
    public static final int FIELDS = 3;

    /** The floats that a worker needs for itself. */
    public static final int SCRATCH = 3 * Lanes.COUNT;

    private Moments() {}

    /**
     * The corrected two-pass algorithm (Chan, Golub and LeVeque, 1983), on what is still in the first-level cache when the
     * second pass comes: a mean far larger than the deviation costs no digits. Where the first mean is off by more than the
     * deviation, as a sum in float is of equal values around 1e6, the second pass is made again around the corrected one.
     *
     * @param x where the channel begins in the first block
     * @param pixels vectors of the channel in a block
     * @param blockBytes from one block to the next
     * @param lanesOfLast how many lanes of the last block hold examples
     * @param scratch where {@link #SCRATCH} floats of the worker's own lie
     * @param into becomes, from {@code at} on: the mean, Σ(x - mean)², and Σ(m - mean)² over the examples' own means m
     */
    public static void measure(
            long x, int pixels, int blocks, long blockBytes, int lanesOfLast, long scratch, double[] into, int at) {
        if (CHECKED) {
            Addresses.vectors(scratch, 3);
        }
        int full = lanesOfLast == Lanes.COUNT ? blocks : blocks - 1;
        double examples = (double) (blocks - 1) * Lanes.COUNT + lanesOfLast;
        double count = examples * pixels;
        store(FloatVector.zero(SPECIES), scratch);
        for (int block = 0; block < full; block++) {
            addTotal(x + block * blockBytes, pixels, scratch);
        }
        if (full < blocks) {
            addTotalOfLast(x + full * blockBytes, pixels, lanesOfLast, scratch);
        }
        float first = (float) (Lanes.sum(scratch) / count);
        addAllDeviations(x, pixels, blocks, blockBytes, lanesOfLast, first, scratch);
        float corrected = (float) (first + Lanes.sum(scratch) / count);
        if (corrected != first && Lanes.sum(scratch) * (Lanes.sum(scratch) / count) > Lanes.sum(scratch + BYTES) / 2) {
            first = corrected;
            addAllDeviations(x, pixels, blocks, blockBytes, lanesOfLast, first, scratch);
        }
        double rest = Lanes.sum(scratch);
        double correction = rest / count;
        into[at] = first + correction;
        // max() passes NaN on, and nothing else is below 0 but rounding.
        into[at + 1] = Math.max(0, Lanes.sum(scratch + BYTES) - rest * correction);
        into[at + 2] = Math.max(0, Lanes.sum(scratch + 2 * BYTES) - examples * correction * correction);
    }

    private static void addAllDeviations(
            long x, int pixels, int blocks, long blockBytes, int lanesOfLast, float center, long scratch) {
        int full = lanesOfLast == Lanes.COUNT ? blocks : blocks - 1;
        store(FloatVector.zero(SPECIES), scratch);
        store(FloatVector.zero(SPECIES), scratch + BYTES);
        store(FloatVector.zero(SPECIES), scratch + 2 * BYTES);
        for (int block = 0; block < full; block++) {
            addDeviations(x + block * blockBytes, pixels, Lanes.COUNT, center, scratch);
        }
        if (full < blocks) {
            addDeviations(x + full * blockBytes, pixels, lanesOfLast, center, scratch);
        }
    }

    private static void store(FloatVector value, long at) {
        value.intoMemorySegment(MEMORY, at, ORDER);
    }

    private static void addTotal(long x, int pixels, long scratch) {
        FloatVector a = load(scratch);
        FloatVector b = FloatVector.zero(SPECIES);
        FloatVector c = b;
        FloatVector d = b;
        int i = 0;
        for (; i + 4 <= pixels; i += 4) {
            a = a.add(load(x + (long) i * BYTES));
            b = b.add(load(x + (long) (i + 1) * BYTES));
            c = c.add(load(x + (long) (i + 2) * BYTES));
            d = d.add(load(x + (long) (i + 3) * BYTES));
        }
        for (; i < pixels; i++) {
            a = a.add(load(x + (long) i * BYTES));
        }
        a.add(b).add(c.add(d)).intoMemorySegment(MEMORY, scratch, ORDER);
    }

    private static void addTotalOfLast(long x, int pixels, int lanes, long scratch) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < pixels; i++) {
            sum = sum.add(load(x + (long) i * BYTES));
        }
        sum.fma(load(Lanes.ones(lanes)), load(scratch)).intoMemorySegment(MEMORY, scratch, ORDER);
    }

    /** Adds to the three sums at {@code scratch}: x - center, (x - center)², and the square of each example's mean of it. */
    private static void addDeviations(long x, int pixels, int lanes, float center, long scratch) {
        FloatVector middle = spread(center);
        FloatVector rest = FloatVector.zero(SPECIES);
        FloatVector restToo = rest;
        FloatVector squares = rest;
        FloatVector squaresToo = rest;
        int i = 0;
        for (; i + 2 <= pixels; i += 2) {
            FloatVector away = load(x + (long) i * BYTES).sub(middle);
            rest = rest.add(away);
            squares = away.fma(away, squares);
            away = load(x + (long) (i + 1) * BYTES).sub(middle);
            restToo = restToo.add(away);
            squaresToo = away.fma(away, squaresToo);
        }
        if (i < pixels) {
            FloatVector away = load(x + (long) i * BYTES).sub(middle);
            rest = rest.add(away);
            squares = away.fma(away, squares);
        }
        rest = rest.add(restToo);
        FloatVector ofExample = rest.mul(1f / pixels);
        // Spare lanes repeat the last example, so that 0 times what is there is 0, or NaN where the example is.
        FloatVector ones = FloatVector.fromMemorySegment(SPECIES, MEMORY, Lanes.ones(lanes), ORDER);
        FloatVector soFar = FloatVector.fromMemorySegment(SPECIES, MEMORY, scratch, ORDER);
        rest.fma(ones, soFar).intoMemorySegment(MEMORY, scratch, ORDER);
        soFar = FloatVector.fromMemorySegment(SPECIES, MEMORY, scratch + BYTES, ORDER);
        squares.add(squaresToo).fma(ones, soFar).intoMemorySegment(MEMORY, scratch + BYTES, ORDER);
        soFar = FloatVector.fromMemorySegment(SPECIES, MEMORY, scratch + 2 * BYTES, ORDER);
        ofExample.mul(ofExample).fma(ones, soFar).intoMemorySegment(MEMORY, scratch + 2 * BYTES, ORDER);
    }
}
