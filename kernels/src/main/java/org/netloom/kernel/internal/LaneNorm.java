package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Batch normalization of a plane whose lanes need not have the same statistics: {@code factor (x - mean) + offset}, with a
 * vector each of mean, factor and offset.
 */
public final class LaneNorm {
    /** The vectors that the loops read and write beside the plane, one after another. */
    public static final int VECTORS = 4;

    private LaneNorm() {}

    /** @param affine where mean, factor and offset lie */
    public static void forward(long x, long y, int pixels, long affine) {
        if (CHECKED) {
            Addresses.vectors(x, pixels);
            Addresses.vectors(y, pixels);
            Addresses.vectors(affine, 3);
        }
        FloatVector mean = FloatVector.fromMemorySegment(SPECIES, MEMORY, affine, ORDER);
        FloatVector factor = FloatVector.fromMemorySegment(SPECIES, MEMORY, affine + BYTES, ORDER);
        FloatVector offset = FloatVector.fromMemorySegment(SPECIES, MEMORY, affine + 2 * BYTES, ORDER);
        for (int i = 0; i < pixels; i++) {
            long at = (long) i * BYTES;
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(mean)
                    .fma(factor, offset)
                    .intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }

    /** @param sums where the mean lies, and behind it Σ dy and Σ dy (x - mean) go */
    public static void sums(long x, long dy, int pixels, long sums) {
        if (CHECKED) {
            Addresses.vectors(x, pixels);
            Addresses.vectors(dy, pixels);
            Addresses.vectors(sums, 3);
        }
        FloatVector mean = FloatVector.fromMemorySegment(SPECIES, MEMORY, sums, ORDER);
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector products = sum;
        for (int i = 0; i < pixels; i++) {
            long at = (long) i * BYTES;
            FloatVector g = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER);
            sum = sum.add(g);
            products = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(mean)
                    .fma(g, products);
        }
        sum.intoMemorySegment(MEMORY, sums + BYTES, ORDER);
        products.intoMemorySegment(MEMORY, sums + 2 * BYTES, ORDER);
    }

    /**
     * dx = scale dy + slope (x - mean) + shift.
     *
     * @param factors where mean, scale, slope and shift lie
     */
    public static void backward(long x, long dy, long dx, int pixels, long factors) {
        if (CHECKED) {
            Addresses.vectors(x, pixels);
            Addresses.vectors(dy, pixels);
            Addresses.vectors(dx, pixels);
            Addresses.vectors(factors, 4);
        }
        FloatVector mean = FloatVector.fromMemorySegment(SPECIES, MEMORY, factors, ORDER);
        FloatVector scale = FloatVector.fromMemorySegment(SPECIES, MEMORY, factors + BYTES, ORDER);
        FloatVector slope = FloatVector.fromMemorySegment(SPECIES, MEMORY, factors + 2 * BYTES, ORDER);
        FloatVector shift = FloatVector.fromMemorySegment(SPECIES, MEMORY, factors + 3 * BYTES, ORDER);
        for (int i = 0; i < pixels; i++) {
            long at = (long) i * BYTES;
            FloatVector away = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(mean)
                    .fma(slope, shift);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER)
                    .fma(scale, away)
                    .intoMemorySegment(MEMORY, dx + at, ORDER);
        }
    }
}
