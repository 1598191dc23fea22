package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.netloom.op.Upsample2d;

/**
 * One axis of an image that is made larger, or of the backward pass: each of {@code to} values is a weighted sum of neighbors
 * among {@code from} others.
 */
public final class Resampling {
    private final int from;
    private final int to;

    /** The first of the neighbors of each value. */
    private final int[] first;

    /** Where each value's weights begin, and behind the last value their number. */
    private final int[] begins;

    private final float[] weights;

    private Resampling(Upsample2d.Mode mode, int scale, int size, boolean back) {
        int large = Math.multiplyExact(size, scale);
        from = back ? large : size;
        to = back ? size : large;
        first = new int[to];
        begins = new int[to + 1];
        float[] found = new float[2 * large]; // each of the larger axis is made of two of the smaller one at most
        int count = 0;
        for (int i = 0; i < to; i++) {
            begins[i] = count;
            for (int k = 0; k < from; k++) {
                float weight = back ? weight(mode, scale, size, k, i) : weight(mode, scale, size, i, k);
                if (weight != 0) {
                    first[i] = count == begins[i] ? k : first[i];
                    found[count++] = weight;
                }
            }
        }
        begins[to] = count;
        weights = found;
    }

    /** From {@code size} values to as many times the scale. */
    public static Resampling forward(Upsample2d.Mode mode, int scale, int size) {
        return new Resampling(mode, scale, size, false);
    }

    /** From the gradients by those to the gradients by {@code size} values: the transposed matrix. */
    public static Resampling backward(Upsample2d.Mode mode, int scale, int size) {
        return new Resampling(mode, scale, size, true);
    }

    /** What value {@code i} of the larger axis takes of value {@code k} of the smaller one. */
    private static float weight(Upsample2d.Mode mode, int scale, int size, int i, int k) {
        if (mode == Upsample2d.Mode.NEAREST) {
            return i / scale == k ? 1 : 0;
        }
        double place = Math.clamp((i + 0.5) / scale - 0.5, 0, size - 1);
        return (float) Math.max(0, 1 - Math.abs(place - k));
    }

    /** The length of what is read. */
    public int from() {
        return from;
    }

    /** A plane, resampled along both axes. */
    public static void run(long x, long y, Resampling rows, Resampling columns) {
        if (CHECKED) {
            Addresses.vectors(x, (long) rows.from * columns.from);
            Addresses.vectors(y, (long) rows.to * columns.to);
        }
        for (int row = 0; row < rows.to; row++) {
            long in = x + (long) rows.first[row] * columns.from * BYTES;
            long out = y + (long) row * columns.to * BYTES;
            row(in, out, rows.weights, rows.begins[row], rows.begins[row + 1], columns);
        }
    }

    /**
     * @param x where the first row that counts begins
     * @param begin the weight of that row, and {@code end} the one behind that of the last
     */
    private static void row(long x, long y, float[] ofRows, int begin, int end, Resampling columns) {
        float[] ofColumns = columns.weights;
        int[] begins = columns.begins;
        int[] first = columns.first;
        long line = (long) columns.from * BYTES;
        for (int column = 0; column < columns.to; column++) {
            long top = x + (long) first[column] * BYTES;
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int a = begin; a < end; a++) {
                FloatVector ofRow = FloatVector.zero(SPECIES);
                long at = top + (a - begin) * line;
                for (int b = begins[column]; b < begins[column + 1]; b++) {
                    ofRow = FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER)
                            .fma(FloatVector.broadcast(SPECIES, ofColumns[b]), ofRow);
                    at += BYTES;
                }
                sum = ofRow.fma(FloatVector.broadcast(SPECIES, ofRows[a]), sum);
            }
            sum.intoMemorySegment(MEMORY, y + (long) column * BYTES, ORDER);
        }
    }
}
