package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Between rows of examples, as an array has them, and blocks with the batch innermost.
 *
 * <p>Whole squares of V rows by V floats are turned in log₂ V rounds (Eklundh, 1972): in each, rows of a distance d, from V/2
 * down to 1, exchange those columns whose number has the bit d, so that a bit of the row's number becomes one of the column's.
 */
public final class Transpose {
    /** Elements at a time: their lines of all examples of a block fit a first-level cache. */
    private static final int STRETCH = 64;

    private static final int V = Lanes.COUNT;

    private static final OutOfLine SQUARE = OutOfLine.of(MethodHandles.lookup(), "exchanges", 4);
    private static final Round ROUND_1 = round(1);
    private static final Round ROUND_2 = round(2);
    private static final Round ROUND_4 = round(4);
    private static final Round ROUND_8 = round(8);

    /** An exchange of rows at a distance: the first row's part of both rows' columns, and the second row's. */
    private record Round(int distance, VectorShuffle<Float> first, VectorShuffle<Float> second) {}

    private Transpose() {}

    private static Round round(int distance) {
        return new Round(distance, first(distance), second(distance));
    }

    /** Columns without the bit from the first row, and for the others its partner in the second (numbers below 0). */
    private static VectorShuffle<Float> first(int distance) {
        return VectorShuffle.fromOp(SPECIES, c -> (c & distance) == 0 ? c : c - distance - V);
    }

    private static VectorShuffle<Float> second(int distance) {
        return VectorShuffle.fromOp(SPECIES, c -> (c & distance) == 0 ? c + distance : c - V);
    }

    /** Turns a square; source and target may not overlap. */
    private static void square(long from, long fromNext, long to, long toNext) {
        if (CHECKED) {
            Addresses.vectors(from, V, fromNext);
            Addresses.vectors(to, V, toNext);
        }
        SQUARE.call(from, fromNext, to, toNext);
    }

    private static void exchanges(long from, long fromNext, long to, long toNext) {
        if (V == 16) {
            // Enough registers for two rounds at a time.
            exchangeTwice(from, fromNext, to, toNext, ROUND_8, ROUND_4);
            exchangeTwice(to, toNext, to, toNext, ROUND_2, ROUND_1);
            return;
        }
        if (V == 8) {
            exchange(from, fromNext, to, toNext, ROUND_4);
            exchange(to, toNext, to, toNext, ROUND_2);
        } else {
            exchange(from, fromNext, to, toNext, ROUND_2);
        }
        exchange(to, toNext, to, toNext, ROUND_1);
    }

    private static void exchange(long from, long fromNext, long to, long toNext, Round round) {
        int distance = round.distance;
        for (int i = 0; i < V / 2; i++) {
            int row = i / distance * 2 * distance + i % distance;
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + row * fromNext, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + (row + distance) * fromNext, ORDER);
            a.rearrange(round.first, b).intoMemorySegment(MEMORY, to + row * toNext, ORDER);
            a.rearrange(round.second, b).intoMemorySegment(MEMORY, to + (row + distance) * toNext, ORDER);
        }
    }

    /** A round and the next one, whose distance is half of it. */
    private static void exchangeTwice(long from, long fromNext, long to, long toNext, Round round, Round next) {
        int distance = round.distance;
        int half = next.distance;
        for (int i = 0; i < V / 4; i++) {
            int row = i / half * 2 * distance + i % half;
            long source = from + row * fromNext;
            FloatVector a = FloatVector.fromMemorySegment(SPECIES, MEMORY, source, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(SPECIES, MEMORY, source + half * fromNext, ORDER);
            FloatVector c = FloatVector.fromMemorySegment(SPECIES, MEMORY, source + distance * fromNext, ORDER);
            FloatVector d =
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, source + (half + distance) * fromNext, ORDER);
            FloatVector ac = a.rearrange(round.first, c);
            FloatVector ca = a.rearrange(round.second, c);
            FloatVector bd = b.rearrange(round.first, d);
            FloatVector db = b.rearrange(round.second, d);
            long target = to + row * toNext;
            ac.rearrange(next.first, bd).intoMemorySegment(MEMORY, target, ORDER);
            ac.rearrange(next.second, bd).intoMemorySegment(MEMORY, target + half * toNext, ORDER);
            ca.rearrange(next.first, db).intoMemorySegment(MEMORY, target + distance * toNext, ORDER);
            ca.rearrange(next.second, db).intoMemorySegment(MEMORY, target + (half + distance) * toNext, ORDER);
        }
    }

    /**
     * Reads a block.
     *
     * @param rows where the first example's row begins
     * @param elements of a row
     * @param lanes how many examples there are; the block's other lanes get the last one's values, or 0
     * @param repeat whether they get the last one's
     */
    public static void toBlock(long rows, long block, int elements, int lanes, boolean repeat) {
        toBlock(rows, (long) elements * Float.BYTES, block, elements, lanes, repeat);
    }

    /** The same from rows that lie {@code next} bytes apart. */
    static void toBlock(long rows, long next, long block, int elements, int lanes, boolean repeat) {
        int squares = lanes == V ? elements / V * V : 0;
        for (int i = 0; i < squares; i += V) {
            square(rows + (long) i * Float.BYTES, next, block + (long) i * BYTES, BYTES);
        }
        for (int from = squares; from < elements; from += STRETCH) {
            int to = Math.min(elements, from + STRETCH);
            for (int lane = 0; lane < Lanes.COUNT; lane++) {
                long row = rows + Math.min(lane, lanes - 1) * next;
                long column = block + (long) lane * Float.BYTES;
                if (lane < lanes || repeat) {
                    for (int i = from; i < to; i++) {
                        Lanes.put(column + (long) i * Lanes.BYTES, Lanes.get(row + (long) i * Float.BYTES));
                    }
                } else {
                    for (int i = from; i < to; i++) {
                        Lanes.put(column + (long) i * Lanes.BYTES, 0);
                    }
                }
            }
        }
    }

    /** Writes the examples of a block to their rows. */
    public static void toRows(long block, long rows, int elements, int lanes) {
        int squares = lanes == V ? elements / V * V : 0;
        for (int i = 0; i < squares; i += V) {
            square(block + (long) i * BYTES, BYTES, rows + (long) i * Float.BYTES, (long) elements * Float.BYTES);
        }
        for (int from = squares; from < elements; from += STRETCH) {
            int to = Math.min(elements, from + STRETCH);
            for (int lane = 0; lane < lanes; lane++) {
                long row = rows + (long) lane * elements * Float.BYTES;
                long column = block + (long) lane * Float.BYTES;
                for (int i = from; i < to; i++) {
                    Lanes.put(row + (long) i * Float.BYTES, Lanes.get(column + (long) i * Lanes.BYTES));
                }
            }
        }
    }

    /**
     * Turns a matrix of {@code count} rows of a vector each into a row for each lane.
     *
     * @param fromNext bytes from one row to the next
     * @param toNext bytes from one lane's row to the next
     * @param padded the floats of a lane's row; those behind the last of {@code count} become 0
     */
    static void matrix(long from, long fromNext, long to, long toNext, int count, int padded) {
        int squares = count / V * V;
        for (int i = 0; i < squares; i += V) {
            square(from + i * fromNext, fromNext, to + (long) i * Float.BYTES, toNext);
        }
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            long source = from + (long) lane * Float.BYTES;
            long target = to + lane * toNext;
            for (int i = squares; i < count; i++) {
                Lanes.put(target + (long) i * Float.BYTES, Lanes.get(source + i * fromNext));
            }
            for (int i = count; i < padded; i++) {
                Lanes.put(target + (long) i * Float.BYTES, 0);
            }
        }
    }
}
