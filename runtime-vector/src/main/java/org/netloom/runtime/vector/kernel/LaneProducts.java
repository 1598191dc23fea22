package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.SPECIES;
import static org.netloom.runtime.vector.kernel.Lanes.load;

import jdk.incubator.vector.FloatVector;

/**
 * Products of two matrices of vectors, {@code c[i][j] = scale Σ_k a[i][k] b[k][j]}, lane by lane: those of a batch of
 * examples with matrices of their own. In tiles of four rows by four columns, sixteen sums in registers, with eight loads
 * for sixteen multiply-adds.
 */
public final class LaneProducts {
    private static final int FOUR = 4;

    private LaneProducts() {}

    /**
     * Overwrites c.
     *
     * @param a, aRow, aTerm the first factor, and the bytes from one row and one term to the next
     * @param b, bColumn, bTerm the second factor, and the bytes from one column and one term to the next
     * @param c, cRow, cColumn the product, which is in the memory of none of them, likewise
     */
    public static void run(
            long a,
            long aRow,
            long aTerm,
            long b,
            long bColumn,
            long bTerm,
            long c,
            long cRow,
            long cColumn,
            int rows,
            int columns,
            int terms,
            float scale) {
        // A tile at an edge repeats its last row or column; it is computed and written twice, to the same end.
        for (int row = 0; row < rows; row += FOUR) {
            long r0 = row;
            long r1 = Math.min(row + 1, rows - 1);
            long r2 = Math.min(row + 2, rows - 1);
            long r3 = Math.min(row + 3, rows - 1);
            for (int column = 0; column < columns; column += FOUR) {
                long c0 = column;
                long c1 = Math.min(column + 1, columns - 1);
                long c2 = Math.min(column + 2, columns - 1);
                long c3 = Math.min(column + 3, columns - 1);
                tile(
                        a + r0 * aRow,
                        a + r1 * aRow,
                        a + r2 * aRow,
                        a + r3 * aRow,
                        aTerm,
                        b + c0 * bColumn,
                        b + c1 * bColumn,
                        b + c2 * bColumn,
                        b + c3 * bColumn,
                        bTerm,
                        terms,
                        scale,
                        c + r0 * cRow,
                        c + r1 * cRow,
                        c + r2 * cRow,
                        c + r3 * cRow,
                        c0 * cColumn,
                        c1 * cColumn,
                        c2 * cColumn,
                        c3 * cColumn);
            }
        }
    }

    private static void tile(
            long a0,
            long a1,
            long a2,
            long a3,
            long aTerm,
            long b0,
            long b1,
            long b2,
            long b3,
            long bTerm,
            int terms,
            float scale,
            long y0,
            long y1,
            long y2,
            long y3,
            long c0,
            long c1,
            long c2,
            long c3) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = s00;
        FloatVector s02 = s00;
        FloatVector s03 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s12 = s00;
        FloatVector s13 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s22 = s00;
        FloatVector s23 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        FloatVector s32 = s00;
        FloatVector s33 = s00;
        for (int k = 0; k < terms; k++) {
            long ofA = k * aTerm;
            long ofB = k * bTerm;
            FloatVector v0 = load(b0 + ofB);
            FloatVector v1 = load(b1 + ofB);
            FloatVector v2 = load(b2 + ofB);
            FloatVector v3 = load(b3 + ofB);
            FloatVector u = load(a0 + ofA);
            s00 = v0.fma(u, s00);
            s01 = v1.fma(u, s01);
            s02 = v2.fma(u, s02);
            s03 = v3.fma(u, s03);
            u = load(a1 + ofA);
            s10 = v0.fma(u, s10);
            s11 = v1.fma(u, s11);
            s12 = v2.fma(u, s12);
            s13 = v3.fma(u, s13);
            u = load(a2 + ofA);
            s20 = v0.fma(u, s20);
            s21 = v1.fma(u, s21);
            s22 = v2.fma(u, s22);
            s23 = v3.fma(u, s23);
            u = load(a3 + ofA);
            s30 = v0.fma(u, s30);
            s31 = v1.fma(u, s31);
            s32 = v2.fma(u, s32);
            s33 = v3.fma(u, s33);
        }
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        s00.mul(factor).intoMemorySegment(MEMORY, y0 + c0, ORDER);
        s01.mul(factor).intoMemorySegment(MEMORY, y0 + c1, ORDER);
        s02.mul(factor).intoMemorySegment(MEMORY, y0 + c2, ORDER);
        s03.mul(factor).intoMemorySegment(MEMORY, y0 + c3, ORDER);
        s10.mul(factor).intoMemorySegment(MEMORY, y1 + c0, ORDER);
        s11.mul(factor).intoMemorySegment(MEMORY, y1 + c1, ORDER);
        s12.mul(factor).intoMemorySegment(MEMORY, y1 + c2, ORDER);
        s13.mul(factor).intoMemorySegment(MEMORY, y1 + c3, ORDER);
        s20.mul(factor).intoMemorySegment(MEMORY, y2 + c0, ORDER);
        s21.mul(factor).intoMemorySegment(MEMORY, y2 + c1, ORDER);
        s22.mul(factor).intoMemorySegment(MEMORY, y2 + c2, ORDER);
        s23.mul(factor).intoMemorySegment(MEMORY, y2 + c3, ORDER);
        s30.mul(factor).intoMemorySegment(MEMORY, y3 + c0, ORDER);
        s31.mul(factor).intoMemorySegment(MEMORY, y3 + c1, ORDER);
        s32.mul(factor).intoMemorySegment(MEMORY, y3 + c2, ORDER);
        s33.mul(factor).intoMemorySegment(MEMORY, y3 + c3, ORDER);
    }
}
