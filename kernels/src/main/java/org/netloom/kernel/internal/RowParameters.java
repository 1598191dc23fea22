package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * The gradients by gamma and beta of a {@link RowNorm}, {@code dGamma = Σ dy x̂} and {@code dBeta = Σ dy}, over the rows, the
 * vectors of a run and the lanes: a spare lane has a dy of 0. The sum of each lane goes through the rows in their order,
 * whoever computes it.
 */
public final class RowParameters {
    /** The parameters that {@link #several} takes. */
    public static final int SEVERAL = 4;

    /** The vectors that a worker needs for itself. */
    public static final int SCRATCH = 2 * SEVERAL;

    private final OutOfLine oneApart = OutOfLine.of(MethodHandles.lookup(), this, "sumOne", 6);
    private final OutOfLine severalApart = OutOfLine.of(MethodHandles.lookup(), this, "sumSeveral", 6);
    private int rows;
    private long next;
    private int run;
    private long nextMoments;

    /**
     * Says how the rows of a parameter lie.
     *
     * @param count how many rows there are
     * @param bytes from one of them to the next
     * @param vectors of a run
     * @param ofMoments bytes from the moments of one row to those of the next
     */
    public void over(int count, long bytes, int vectors, long ofMoments) {
        rows = count;
        next = bytes;
        run = vectors;
        nextMoments = ofMoments;
    }

    /**
     * Of one parameter.
     *
     * @param x where its run begins in its first row, like {@code dy}
     * @param moments of its first row
     * @param dGamma where the sum goes, like {@code dBeta}
     */
    public void one(long x, long dy, long moments, long scratch, long dGamma, long dBeta) {
        if (CHECKED) {
            Addresses.image(x, 1, 0, rows, next, run, BYTES);
            Addresses.image(dy, 1, 0, rows, next, run, BYTES);
            Addresses.image(moments, 1, 0, rows, nextMoments, RowMoments.VECTORS, BYTES);
            Addresses.vectors(scratch, 2);
        }
        oneApart.call(x, dy, moments, scratch, dGamma, dBeta);
    }

    private void sumOne(long x, long dy, long moments, long scratch, long dGamma, long dBeta) {
        FloatVector ofGamma = FloatVector.zero(SPECIES);
        FloatVector ofGammaToo = ofGamma;
        FloatVector ofBeta = ofGamma;
        FloatVector ofBetaToo = ofGamma;
        for (int row = 0; row < rows; row++) {
            long of = moments + row * nextMoments;
            FloatVector center = FloatVector.fromMemorySegment(SPECIES, MEMORY, of, ORDER);
            FloatVector rest = FloatVector.fromMemorySegment(SPECIES, MEMORY, of + RowMoments.REST, ORDER);
            FloatVector inverse = FloatVector.fromMemorySegment(SPECIES, MEMORY, of + RowMoments.INVERSE, ORDER);
            long at = row * next;
            int i = 0;
            for (; i + 2 <= run; i += 2) {
                FloatVector g = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER);
                ofBeta = ofBeta.add(g);
                ofGamma = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                        .sub(center)
                        .sub(rest)
                        .mul(inverse)
                        .fma(g, ofGamma);
                g = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at + BYTES, ORDER);
                ofBetaToo = ofBetaToo.add(g);
                ofGammaToo = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at + BYTES, ORDER)
                        .sub(center)
                        .sub(rest)
                        .mul(inverse)
                        .fma(g, ofGammaToo);
                at += 2 * BYTES;
            }
            if (i < run) {
                FloatVector g = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER);
                ofBeta = ofBeta.add(g);
                ofGamma = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                        .sub(center)
                        .sub(rest)
                        .mul(inverse)
                        .fma(g, ofGamma);
            }
        }
        ofGamma.add(ofGammaToo).intoMemorySegment(MEMORY, scratch, ORDER);
        ofBeta.add(ofBetaToo).intoMemorySegment(MEMORY, scratch + BYTES, ORDER);
        Lanes.sum(scratch, dGamma, true);
        Lanes.sum(scratch + BYTES, dBeta, true);
    }

    /**
     * Of {@link #SEVERAL} parameters of a row one after another, with runs of one vector, so that all that is read of a row
     * lies together; to the same bits as {@link #one}.
     */
    public void several(long x, long dy, long moments, long scratch, long dGamma, long dBeta) {
        if (CHECKED) {
            Addresses.image(x, 1, 0, rows, next, SEVERAL, BYTES);
            Addresses.image(dy, 1, 0, rows, next, SEVERAL, BYTES);
            Addresses.image(moments, 1, 0, rows, nextMoments, RowMoments.VECTORS, BYTES);
            Addresses.vectors(scratch, SCRATCH);
        }
        severalApart.call(x, dy, moments, scratch, dGamma, dBeta);
    }

    private void sumSeveral(long x, long dy, long moments, long scratch, long dGamma, long dBeta) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector ofA = a;
        FloatVector ofB = a;
        FloatVector ofC = a;
        FloatVector ofD = a;
        for (int row = 0; row < rows; row++) {
            long of = moments + row * nextMoments;
            FloatVector center = FloatVector.fromMemorySegment(SPECIES, MEMORY, of, ORDER);
            FloatVector rest = FloatVector.fromMemorySegment(SPECIES, MEMORY, of + RowMoments.REST, ORDER);
            FloatVector inverse = FloatVector.fromMemorySegment(SPECIES, MEMORY, of + RowMoments.INVERSE, ORDER);
            long in = x + row * next;
            long gradient = dy + row * next;
            FloatVector g = FloatVector.fromMemorySegment(SPECIES, MEMORY, gradient, ORDER);
            FloatVector v = FloatVector.fromMemorySegment(SPECIES, MEMORY, in, ORDER);
            a = a.add(g);
            ofA = v.sub(center).sub(rest).mul(inverse).fma(g, ofA);
            g = FloatVector.fromMemorySegment(SPECIES, MEMORY, gradient + BYTES, ORDER);
            v = FloatVector.fromMemorySegment(SPECIES, MEMORY, in + BYTES, ORDER);
            b = b.add(g);
            ofB = v.sub(center).sub(rest).mul(inverse).fma(g, ofB);
            g = FloatVector.fromMemorySegment(SPECIES, MEMORY, gradient + 2 * BYTES, ORDER);
            v = FloatVector.fromMemorySegment(SPECIES, MEMORY, in + 2 * BYTES, ORDER);
            c = c.add(g);
            ofC = v.sub(center).sub(rest).mul(inverse).fma(g, ofC);
            g = FloatVector.fromMemorySegment(SPECIES, MEMORY, gradient + 3 * BYTES, ORDER);
            v = FloatVector.fromMemorySegment(SPECIES, MEMORY, in + 3 * BYTES, ORDER);
            d = d.add(g);
            ofD = v.sub(center).sub(rest).mul(inverse).fma(g, ofD);
        }
        ofA.intoMemorySegment(MEMORY, scratch, ORDER);
        ofB.intoMemorySegment(MEMORY, scratch + BYTES, ORDER);
        ofC.intoMemorySegment(MEMORY, scratch + 2 * BYTES, ORDER);
        ofD.intoMemorySegment(MEMORY, scratch + 3 * BYTES, ORDER);
        a.intoMemorySegment(MEMORY, scratch + 4 * BYTES, ORDER);
        b.intoMemorySegment(MEMORY, scratch + 5 * BYTES, ORDER);
        c.intoMemorySegment(MEMORY, scratch + 6 * BYTES, ORDER);
        d.intoMemorySegment(MEMORY, scratch + 7 * BYTES, ORDER);
        for (int p = 0; p < SEVERAL; p++) {
            Lanes.sum(scratch + (long) p * BYTES, dGamma + (long) p * Float.BYTES, true);
            Lanes.sum(scratch + (long) (SEVERAL + p) * BYTES, dBeta + (long) p * Float.BYTES, true);
        }
    }
}
