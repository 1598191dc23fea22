package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.COUNT;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;
import static org.netloom.kernel.internal.Lanes.load;
import static org.netloom.kernel.internal.Lanes.spread;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/** Sums, products and poolings of planes: what needs no function and no weights. */
public final class Planes {
    /** Of two vectors side by side the lanes with even and with odd numbers. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.makeUnzip(SPECIES, 0);

    private static final VectorShuffle<Float> ODD = VectorShuffle.makeUnzip(SPECIES, 1);

    /** What brings lane i + n to lane i, with n half of the lanes, a quarter, down to one. */
    private static final VectorShuffle<Float> BY_8 = SPECIES.iotaShuffle(8 % COUNT, 1, true);

    private static final VectorShuffle<Float> BY_4 = SPECIES.iotaShuffle(4 % COUNT, 1, true);
    private static final VectorShuffle<Float> BY_2 = SPECIES.iotaShuffle(2, 1, true);
    private static final VectorShuffle<Float> BY_1 = SPECIES.iotaShuffle(1, 1, true);

    private Planes() {}

    /** y = a + b. */
    public static void add(long a, long b, long y, int vectors) {
        if (CHECKED) {
            Addresses.vectors(y, vectors);
        }
        for (int i = 0; i < vectors; i++) {
            long at = (long) i * BYTES;
            load(a + at).add(load(b + at)).intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }

    /** y = a b. */
    public static void multiply(long a, long b, long y, int vectors) {
        if (CHECKED) {
            Addresses.vectors(y, vectors);
        }
        for (int i = 0; i < vectors; i++) {
            long at = (long) i * BYTES;
            load(a + at).mul(load(b + at)).intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }

    /** y = y + alpha x, of so many floats that need not fill their last vector. */
    public static void axpy(float alpha, long x, long y, int floats) {
        FloatVector factor = spread(alpha);
        int i = 0;
        for (; i + COUNT <= floats; i += COUNT) {
            long at = (long) i * Float.BYTES;
            load(x + at).fma(factor, load(y + at)).intoMemorySegment(MEMORY, y + at, ORDER);
        }
        for (; i < floats; i++) {
            long at = (long) i * Float.BYTES;
            Lanes.put(y + at, Math.fma(Lanes.get(x + at), alpha, Lanes.get(y + at)));
        }
    }

    /** The sum of all lanes of so many vectors, {@code distance} vectors apart: at last as the tree of {@link Lanes#sum(long)}. */
    public static float sum(long x, int vectors, int distance) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int i = 0; i < vectors; i++) {
            sum = sum.add(load(x + (long) i * distance * BYTES));
        }
        if (COUNT > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (COUNT > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        sum = sum.add(sum.rearrange(BY_2));
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    /** Makes all lanes behind the first few 0. */
    public static void clearLanes(long x, int vectors, int lanes) {
        VectorMask<Float> mask = Lanes.first(lanes);
        for (int i = 0; i < vectors; i++) {
            long at = x + (long) i * BYTES;
            FloatVector.zero(SPECIES).blend(load(at), mask).intoMemorySegment(MEMORY, at, ORDER);
        }
    }

    /** The largest of each window; a window with a NaN becomes NaN. */
    public static void maximum(long x, long y, Windows windows) {
        if (CHECKED) {
            Addresses.vectors(y, windows.outPixels());
        }
        if (windows.quarters()) {
            maximumOfQuarters(x, y, windows);
            return;
        }
        for (int row = 0; row < windows.outHeight(); row++) {
            for (int column = 0; column < windows.outWidth(); column++) {
                FloatVector top = spread(Float.NEGATIVE_INFINITY);
                for (int r = windows.firstRow(row); r < windows.endRow(row); r++) {
                    long line = x + (long) r * windows.width() * BYTES;
                    for (int c = windows.firstColumn(column); c < windows.endColumn(column); c++) {
                        top = top.max(load(line + (long) c * BYTES));
                    }
                }
                top.intoMemorySegment(MEMORY, y + ((long) row * windows.outWidth() + column) * BYTES, ORDER);
            }
        }
    }

    private static void maximumOfQuarters(long x, long y, Windows windows) {
        long below = (long) windows.width() * BYTES;
        for (int row = 0; row < windows.outHeight(); row++) {
            long in = x + 2 * row * below;
            long out = y + (long) row * windows.outWidth() * BYTES;
            for (int column = 0; column < windows.outWidth(); column++) {
                long at = in + 2L * column * BYTES;
                load(at).max(load(at + BYTES))
                        .max(load(at + below).max(load(at + below + BYTES)))
                        .intoMemorySegment(MEMORY, out + (long) column * BYTES, ORDER);
            }
        }
    }

    /**
     * The largest of each window of 2 by 2 of an image in {@link Form#ROWS}. The vectors at the ends of rows reach into
     * what follows: on the way in that does not matter, on the way out it is overwritten by the next row.
     *
     * @param planes how many channels there are
     */
    public static void maximumOfRows(long x, long y, int planes, Windows windows) {
        if (CHECKED) {
            long floats = (planes * windows.outHeight() - 1L) * windows.outWidth()
                    + Lanes.blocks(windows.outWidth()) * (long) Lanes.COUNT;
            Addresses.floats(y, floats);
        }
        for (int row = 0; row < planes * windows.outHeight(); row++) {
            int plane = row / windows.outHeight();
            long in = x
                    + ((long) plane * windows.pixels() + 2L * (row % windows.outHeight()) * windows.width())
                            * Float.BYTES;
            long out = y + (long) row * windows.outWidth() * Float.BYTES;
            long below = (long) windows.width() * Float.BYTES;
            for (int column = 0; column < windows.outWidth(); column += Lanes.COUNT) {
                long at = in + 2L * column * Float.BYTES;
                FloatVector first = load(at).max(load(at + below));
                FloatVector second = load(at + BYTES).max(load(at + BYTES + below));
                first.rearrange(EVEN, second)
                        .max(first.rearrange(ODD, second))
                        .intoMemorySegment(MEMORY, out + (long) column * Float.BYTES, ORDER);
            }
        }
    }

    /** Gives each window's gradient to the first element, row by row, that is its largest. */
    public static void maximumBackward(long x, long y, long dy, long dx, Windows windows) {
        Lanes.clear(dx, (long) windows.pixels() * BYTES);
        for (int row = 0; row < windows.outHeight(); row++) {
            for (int column = 0; column < windows.outWidth(); column++) {
                long place = ((long) row * windows.outWidth() + column) * BYTES;
                FloatVector top = load(y + place);
                // What is left to give: who takes it leaves 0 to the others.
                FloatVector left = load(dy + place);
                for (int r = windows.firstRow(row); r < windows.endRow(row); r++) {
                    long line = (long) r * windows.width() * BYTES;
                    for (int c = windows.firstColumn(column); c < windows.endColumn(column); c++) {
                        long at = line + (long) c * BYTES;
                        var misses = load(x + at).compare(VectorOperators.NE, top);
                        load(dx + at).add(left.blend(0f, misses)).intoMemorySegment(MEMORY, dx + at, ORDER);
                        left = left.blend(0f, misses.not());
                    }
                }
            }
        }
    }

    /** The average of each window, over all of the kernel or over what is inside the plane. */
    public static void average(long x, long y, Windows windows, boolean countPadding) {
        if (CHECKED) {
            Addresses.vectors(y, windows.outPixels());
        }
        for (int row = 0; row < windows.outHeight(); row++) {
            for (int column = 0; column < windows.outWidth(); column++) {
                FloatVector sum = FloatVector.zero(SPECIES);
                for (int r = windows.firstRow(row); r < windows.endRow(row); r++) {
                    long line = x + (long) r * windows.width() * BYTES;
                    for (int c = windows.firstColumn(column); c < windows.endColumn(column); c++) {
                        sum = sum.add(load(line + (long) c * BYTES));
                    }
                }
                sum.mul(share(windows, row, column, countPadding))
                        .intoMemorySegment(MEMORY, y + ((long) row * windows.outWidth() + column) * BYTES, ORDER);
            }
        }
    }

    /** Gives each element of a window its share of the window's gradient. */
    public static void averageBackward(long dy, long dx, Windows windows, boolean countPadding) {
        Lanes.clear(dx, (long) windows.pixels() * BYTES);
        for (int row = 0; row < windows.outHeight(); row++) {
            for (int column = 0; column < windows.outWidth(); column++) {
                FloatVector part = load(dy + ((long) row * windows.outWidth() + column) * BYTES)
                        .mul(share(windows, row, column, countPadding));
                for (int r = windows.firstRow(row); r < windows.endRow(row); r++) {
                    long line = dx + (long) r * windows.width() * BYTES;
                    for (int c = windows.firstColumn(column); c < windows.endColumn(column); c++) {
                        long at = line + (long) c * BYTES;
                        load(at).add(part).intoMemorySegment(MEMORY, at, ORDER);
                    }
                }
            }
        }
    }

    private static float share(Windows windows, int row, int column, boolean countPadding) {
        int inside = (windows.endRow(row) - windows.firstRow(row))
                * (windows.endColumn(column) - windows.firstColumn(column));
        return 1f / (countPadding ? windows.kernelHeight() * windows.kernelWidth() : inside);
    }
}
