package org.netloom.runtime.vector.kernel;

/** Between rows of examples, as an array has them, and blocks with the batch innermost. */
public final class Transpose {
    /** Elements at a time: their lines of all examples of a block fit a first-level cache. */
    private static final int STRETCH = 64;

    private Transpose() {}

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
        for (int from = 0; from < elements; from += STRETCH) {
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
        for (int from = 0; from < elements; from += STRETCH) {
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
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            long source = from + (long) lane * Float.BYTES;
            long target = to + lane * toNext;
            for (int i = 0; i < count; i++) {
                Lanes.put(target + (long) i * Float.BYTES, Lanes.get(source + i * fromNext));
            }
            for (int i = count; i < padded; i++) {
                Lanes.put(target + (long) i * Float.BYTES, 0);
            }
        }
    }
}
