package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.BYTES;
import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.load;
import static org.netloom.runtime.vector.kernel.Lanes.spread;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost loop of a matrix product whose factors were packed for it: {@link Tiles} without its tables. Sixteen sums,
 * of four vectors by four numbers, stay in registers, and a tap's four vectors follow one another. Few addresses are left to
 * be computed, so that it runs at the peak of multiply-adds as long as the vectors come from the first-level cache, a tenth
 * faster than with tables.
 */
final class ProductTiles {
    /** Vectors, and numbers, of a tile. */
    static final int FOUR = 4;

    private ProductTiles() {}

    /**
     * {@code y[j][i] = s[j][i] + Σ_t w[t][j] x[t][i]}.
     *
     * @param x where the first tap's vectors are; those of the next follow
     * @param w where the first tap's numbers are
     * @param wTap, wNext the bytes from one tap and from one number to the next there
     * @param s where the sums start
     * @param sVector, sNext the bytes from one vector and from one number to the next there
     * @param y where the sums go, all vectors of a number together
     */
    static void run(long x, long w, long wTap, long wNext, int taps, long s, long sVector, long sNext, long y) {
        long s1 = s + sNext;
        long s2 = s1 + sNext;
        long s3 = s2 + sNext;
        FloatVector a0 = load(s);
        FloatVector a1 = load(s + sVector);
        FloatVector a2 = load(s + 2 * sVector);
        FloatVector a3 = load(s + 3 * sVector);
        FloatVector b0 = load(s1);
        FloatVector b1 = load(s1 + sVector);
        FloatVector b2 = load(s1 + 2 * sVector);
        FloatVector b3 = load(s1 + 3 * sVector);
        FloatVector c0 = load(s2);
        FloatVector c1 = load(s2 + sVector);
        FloatVector c2 = load(s2 + 2 * sVector);
        FloatVector c3 = load(s2 + 3 * sVector);
        FloatVector d0 = load(s3);
        FloatVector d1 = load(s3 + sVector);
        FloatVector d2 = load(s3 + 2 * sVector);
        FloatVector d3 = load(s3 + 3 * sVector);
        for (int t = 0; t < taps; t++) {
            long vectors = x + (long) t * FOUR * BYTES;
            long numbers = w + t * wTap;
            FloatVector v0 = load(vectors);
            FloatVector v1 = load(vectors + BYTES);
            FloatVector v2 = load(vectors + 2L * BYTES);
            FloatVector v3 = load(vectors + 3L * BYTES);
            FloatVector u = spread(numbers);
            a0 = v0.fma(u, a0);
            a1 = v1.fma(u, a1);
            a2 = v2.fma(u, a2);
            a3 = v3.fma(u, a3);
            u = spread(numbers + wNext);
            b0 = v0.fma(u, b0);
            b1 = v1.fma(u, b1);
            b2 = v2.fma(u, b2);
            b3 = v3.fma(u, b3);
            u = spread(numbers + 2 * wNext);
            c0 = v0.fma(u, c0);
            c1 = v1.fma(u, c1);
            c2 = v2.fma(u, c2);
            c3 = v3.fma(u, c3);
            u = spread(numbers + 3 * wNext);
            d0 = v0.fma(u, d0);
            d1 = v1.fma(u, d1);
            d2 = v2.fma(u, d2);
            d3 = v3.fma(u, d3);
        }
        long y1 = y + (long) FOUR * BYTES;
        long y2 = y1 + (long) FOUR * BYTES;
        long y3 = y2 + (long) FOUR * BYTES;
        a0.intoMemorySegment(MEMORY, y, ORDER);
        a1.intoMemorySegment(MEMORY, y + BYTES, ORDER);
        a2.intoMemorySegment(MEMORY, y + 2L * BYTES, ORDER);
        a3.intoMemorySegment(MEMORY, y + 3L * BYTES, ORDER);
        b0.intoMemorySegment(MEMORY, y1, ORDER);
        b1.intoMemorySegment(MEMORY, y1 + BYTES, ORDER);
        b2.intoMemorySegment(MEMORY, y1 + 2L * BYTES, ORDER);
        b3.intoMemorySegment(MEMORY, y1 + 3L * BYTES, ORDER);
        c0.intoMemorySegment(MEMORY, y2, ORDER);
        c1.intoMemorySegment(MEMORY, y2 + BYTES, ORDER);
        c2.intoMemorySegment(MEMORY, y2 + 2L * BYTES, ORDER);
        c3.intoMemorySegment(MEMORY, y2 + 3L * BYTES, ORDER);
        d0.intoMemorySegment(MEMORY, y3, ORDER);
        d1.intoMemorySegment(MEMORY, y3 + BYTES, ORDER);
        d2.intoMemorySegment(MEMORY, y3 + 2L * BYTES, ORDER);
        d3.intoMemorySegment(MEMORY, y3 + 3L * BYTES, ORDER);
    }
}
