package org.netloom.kernel.internal;

import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which memory kernels may use, in a mode for tests. Kernels compute on plain addresses, and a wrong one reads what is there,
 * or ends the JVM. With the system property {@value #CHECKED_PROPERTY} an owner of memory says what it has allocated, and a
 * kernel which addresses it is about to use; a range that is not in one piece of allocated memory ends in an exception. Without
 * the property nothing is kept and nothing asked: {@link #CHECKED} is a constant, so that HotSpot leaves the questions away.
 *
 * <p>A range is asked for as a whole, from its first byte to its last, also where only some of it is used. Thread-safe.
 */
public final class Addresses {
    /** The system property that is {@code true} where ranges are checked. */
    public static final String CHECKED_PROPERTY = "netloom.vector.checked";

    static final boolean CHECKED = Boolean.getBoolean(CHECKED_PROPERTY);

    /** The ends of what is known, by its first bytes; pieces do not overlap. Guarded by itself. */
    private static final NavigableMap<Long, Long> PIECES = new TreeMap<>();

    /** The same as first bytes and ends by turns, for whoever asks. */
    private static volatile long[] known = new long[0];

    private Addresses() {}

    /** Says that kernels may use these bytes until they are {@link #released}. */
    public static void allocated(long from, long bytes) {
        if (CHECKED) {
            put(from, from + bytes);
        }
    }

    /** Says that kernels may no longer use what was {@link #allocated} at this address. */
    public static void released(long from) {
        if (CHECKED) {
            synchronized (PIECES) {
                PIECES.remove(from);
                publish();
            }
        }
    }

    /** Says that kernels may use these bytes, whose owner does not tell of their end: a parameter, an array of the user's. */
    public static void lent(long from, long bytes) {
        if (CHECKED && !inOnePiece(from, from + bytes)) {
            put(from, from + bytes);
        }
    }

    /** Whatever was known of these bytes is over: their memory was given back and taken again. */
    private static void put(long from, long end) {
        if (from == end) {
            return;
        }
        synchronized (PIECES) {
            Map.Entry<Long, Long> before = PIECES.lowerEntry(from);
            if (before != null && before.getValue() > from) {
                PIECES.put(before.getKey(), from);
                PIECES.put(from, before.getValue());
            }
            Map.Entry<Long, Long> last = PIECES.lowerEntry(end);
            if (last != null && last.getValue() > end) {
                PIECES.put(end, last.getValue());
            }
            PIECES.subMap(from, end).clear();
            PIECES.put(from, end);
            publish();
        }
    }

    private static void publish() {
        long[] all = new long[2 * PIECES.size()];
        int i = 0;
        for (Map.Entry<Long, Long> piece : PIECES.entrySet()) {
            all[i++] = piece.getKey();
            all[i++] = piece.getValue();
        }
        known = all;
    }

    private static boolean inOnePiece(long from, long end) {
        long[] all = known;
        int low = 0;
        int high = all.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all[2 * middle] <= from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low > 0 && end <= all[2 * low - 1];
    }

    /** Bytes one after another. */
    static void check(long from, long bytes) {
        if (bytes > 0 && !inOnePiece(from, from + bytes)) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%s uses bytes %#x to %#x, which are in no memory that was allocated%s",
                    kernel(),
                    from,
                    from + bytes - 1,
                    nearest(from)));
        }
    }

    /** Pieces of so many bytes, {@code next} bytes from one to the next, which may be below 0. */
    static void range(long from, long count, long next, int bytes) {
        if (count > 0) {
            long last = from + (count - 1) * next;
            check(Math.min(from, last), Math.abs(last - from) + bytes);
        }
    }

    /** So many vectors, {@code next} bytes from one to the next. */
    static void vectors(long from, long count, long next) {
        range(from, count, next, Lanes.BYTES);
    }

    /** So many vectors one after another. */
    static void vectors(long from, long count) {
        check(from, count * Lanes.BYTES);
    }

    /** So many floats one after another. */
    static void floats(long from, long count) {
        check(from, count * Float.BYTES);
    }

    /** Pieces of so many bytes at all of these distances, which are counted in units of {@code unit} bytes. */
    static void taps(long from, int[] distances, int unit, int bytes) {
        taps(from, distances, 0, distances.length, unit, bytes);
    }

    /** The same at the distances from number {@code first} until {@code end}. */
    static void taps(long from, int[] distances, int first, int end, int unit, int bytes) {
        if (first < end) {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (int i = first; i < end; i++) {
                least = Math.min(least, distances[i]);
                most = Math.max(most, distances[i]);
            }
            check(from + least * unit, (most - least) * unit + bytes);
        }
    }

    /** The vectors of columns of rows of blocks, with the bytes from one of each to the next, which may be below 0. */
    static void image(long from, int blocks, long nextBlock, int rows, long nextRow, int columns, long nextColumn) {
        if (blocks > 0 && rows > 0 && columns > 0) {
            long down = (blocks - 1) * Math.min(0, nextBlock)
                    + (rows - 1) * Math.min(0, nextRow)
                    + (columns - 1) * Math.min(0, nextColumn);
            long up = (blocks - 1) * Math.max(0, nextBlock)
                    + (rows - 1) * Math.max(0, nextRow)
                    + (columns - 1) * Math.max(0, nextColumn);
            check(from + down, up - down + Lanes.BYTES);
        }
    }

    /** The method that asks. */
    private static String kernel() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().equals(Addresses.class.getName())
                                && !frame.getClassName().equals(Lanes.class.getName()))
                        .findFirst())
                .map(frame -> frame.getClassName()
                                .substring(frame.getClassName().lastIndexOf('.') + 1) + "." + frame.getMethodName())
                .orElse("a kernel");
    }

    private static String nearest(long from) {
        synchronized (PIECES) {
            Map.Entry<Long, Long> before = PIECES.floorEntry(from);
            return before == null
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "; %#x to %#x were, which begin %d bytes before",
                            before.getKey(),
                            before.getValue() - 1,
                            from - before.getKey());
        }
    }
}
