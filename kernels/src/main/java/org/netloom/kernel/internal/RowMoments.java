package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Mean and deviation of a row: of so many vectors one after another, in each lane by itself, because a lane is an example.
 *
 * <p>They are three vectors. The mean is a sum of two, of which the second is what the first, as a float, is off by; so a
 * mean far larger than the deviation costs no digits. Deviations of more than 1e19 overflow, as their squares do.
 */
public final class RowMoments {
    /** The vectors that {@link #measure} leaves: both parts of the mean, and Σ(x - mean)². */
    public static final int VECTORS = 3;

    /** Where the second part of the mean lies. */
    static final int REST = BYTES;

    /** Where Σ(x - mean)² lies, and behind {@link #invert} the inverse deviation. */
    static final int INVERSE = 2 * BYTES;

    private static final OutOfLine MEASURE = OutOfLine.of(MethodHandles.lookup(), "measured", 3);

    private RowMoments() {}

    /**
     * The corrected two-pass algorithm (Chan, Golub and LeVeque, 1983). In lanes where the first mean is off by more than the
     * deviation, as a sum in float is of equal values around 1e6, the second pass is made again around the corrected one.
     */
    public static void measure(long x, int width, long into) {
        if (CHECKED) {
            Addresses.vectors(x, width);
            Addresses.vectors(into, VECTORS);
        }
        MEASURE.call(x, width, into);
    }

    private static void measured(long x, long vectors, long into) {
        int width = (int) vectors;
        mean(x, width, into);
        boolean again = false;
        do { // one call, so that it is inlined once
            deviation(x, width, into);
            again = !again && correct(width, into);
        } while (again);
    }

    /** Moves first means that are off; whether there are any. */
    private static boolean correct(int width, long into) {
        FloatVector rest = FloatVector.fromMemorySegment(SPECIES, MEMORY, into + REST, ORDER);
        FloatVector squares = FloatVector.fromMemorySegment(SPECIES, MEMORY, into + INVERSE, ORDER);
        VectorMask<Float> off = rest.mul(rest).mul(width).compare(VectorOperators.GT, squares);
        if (!off.anyTrue()) {
            return false;
        }
        FloatVector.fromMemorySegment(SPECIES, MEMORY, into, ORDER)
                .add(rest, off)
                .intoMemorySegment(MEMORY, into, ORDER);
        return true;
    }

    /** Replaces Σ(x - mean)² of so many values by 1 / √(variance + eps). */
    public static void invert(long moments, int width, float eps) {
        if (CHECKED) {
            Addresses.vectors(moments, VECTORS);
        }
        FloatVector squares = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + INVERSE, ORDER);
        FloatVector.broadcast(SPECIES, 1f)
                .div(squares.div(width).add(eps).sqrt())
                .intoMemorySegment(MEMORY, moments + INVERSE, ORDER);
    }

    private static void mean(long x, int width, long into) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (; i + 4 <= width; i += 4) {
            long at = x + (long) i * BYTES;
            a = a.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER));
            b = b.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, at + BYTES, ORDER));
            c = c.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, at + 2 * BYTES, ORDER));
            d = d.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, at + 3 * BYTES, ORDER));
        }
        for (; i < width; i++) {
            a = a.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + (long) i * BYTES, ORDER));
        }
        a.add(b).add(c.add(d)).div(width).intoMemorySegment(MEMORY, into, ORDER);
    }

    private static void deviation(long x, int width, long into) {
        FloatVector center = FloatVector.fromMemorySegment(SPECIES, MEMORY, into, ORDER);
        FloatVector rest = FloatVector.zero(SPECIES);
        FloatVector restToo = rest;
        FloatVector squares = rest;
        FloatVector squaresToo = rest;
        int i = 0;
        for (; i + 2 <= width; i += 2) {
            long at = x + (long) i * BYTES;
            FloatVector away =
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER).sub(center);
            rest = rest.add(away);
            squares = away.fma(away, squares);
            away = FloatVector.fromMemorySegment(SPECIES, MEMORY, at + BYTES, ORDER)
                    .sub(center);
            restToo = restToo.add(away);
            squaresToo = away.fma(away, squaresToo);
        }
        if (i < width) {
            FloatVector away = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + (long) i * BYTES, ORDER)
                    .sub(center);
            rest = rest.add(away);
            squares = away.fma(away, squares);
        }
        rest = rest.add(restToo);
        FloatVector correction = rest.div(width);
        correction.intoMemorySegment(MEMORY, into + REST, ORDER);
        // max() passes NaN on, and nothing else is below 0 but rounding.
        squares.add(squaresToo).sub(rest.mul(correction)).max(0f).intoMemorySegment(MEMORY, into + INVERSE, ORDER);
    }
}
