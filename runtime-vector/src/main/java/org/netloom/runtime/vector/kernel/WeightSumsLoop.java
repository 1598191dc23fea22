package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.BYTES;
import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.load;

import jdk.incubator.vector.FloatVector;
import org.netloom.runtime.vector.kernel.WeightSums.Area;

/**
 * Runs {@link WeightSums} over a batch, in tiles of four output channels by four taps: sixteen sums in registers, eight
 * loads for sixteen multiply-adds; or of three by five, where that leaves less over, as for the six channels by 25 taps of
 * LeNet. Where all sums fit into a cache they stay vectors until the end of the batch, since to add up the lanes of a tile
 * takes as long as hundreds of multiply-adds; where they do not, lanes are added up after each stretch of pixels.
 * Each worker has weights of its own, over the whole batch: no sums of several workers are added, and the result does not
 * depend on how many there are.
 */
public final class WeightSumsLoop {
    /** The pixels that a tile takes at a time: those of four channels of dy stay in a first-level cache for the next tile. */
    private static final int PIXELS_OF_KEPT_SUMS = 128;

    /** So many make adding up lanes cheap. */
    private static final int PIXELS = 256;

    /** The sums of so many tiles take a quarter of a second-level cache. */
    private static final int KEPT_TILES = 256;

    private static final int SUMS_OF_TILE = 16;

    /** The floats that a worker needs for the sums of its tiles. */
    public static final int SCRATCH = KEPT_TILES * SUMS_OF_TILE * Lanes.COUNT;

    private final WeightSums sums;
    private final int[] areaOfTile;
    private final int[] tapOfTile;
    private final int outputTiles;
    private final int pixelsOfBlock;
    private final int rows;
    private final int channels;
    private final int taps;

    public WeightSumsLoop(WeightSums sums) {
        this.sums = sums;
        boolean threes = products(sums, 3, 5) < products(sums, 4, 4);
        channels = threes ? 3 : 4;
        taps = threes ? 5 : 4;
        int tiles = tilesOfTaps(sums, taps);
        areaOfTile = new int[tiles];
        tapOfTile = new int[tiles];
        int tile = 0;
        for (int i = 0; i < sums.areas().size(); i++) {
            for (int tap = 0; tap < sums.areas().get(i).xTap().length; tap += taps) {
                areaOfTile[tile] = i;
                tapOfTile[tile] = tap;
                tile++;
            }
        }
        outputTiles = tilesOfChannels(sums, channels);
        int pixels = 1;
        int lastRow = 0;
        for (Area area : sums.areas()) {
            pixels = Math.max(pixels, (area.rowEnd() - area.row()) * (area.columnEnd() - area.column()));
            lastRow = Math.max(lastRow, area.rowEnd());
        }
        pixelsOfBlock = pixels;
        rows = lastRow;
    }

    private static int tilesOfTaps(WeightSums sums, int taps) {
        int tiles = 0;
        for (Area area : sums.areas()) {
            tiles += (area.xTap().length + taps - 1) / taps;
        }
        return tiles;
    }

    private static int tilesOfChannels(WeightSums sums, int channels) {
        return (sums.outputs() + channels - 1) / channels;
    }

    /** How many products tiles of this size compute at a pixel, those that nobody needs included. */
    private static long products(WeightSums sums, int channels, int taps) {
        return (long) tilesOfTaps(sums, taps) * taps * tilesOfChannels(sums, channels) * channels;
    }

    /**
     * The share of one worker.
     *
     * @param x, dy where the activations begin; dy is 0 in the lanes that hold no example
     * @param dw becomes the gradient
     * @param blocks of the batch
     * @param scratch where {@link #SCRATCH} floats of the worker's own lie
     */
    public void run(int worker, int workers, long x, long dy, long dw, int blocks, long scratch) {
        int all = sums.groups() * outputTiles * areaOfTile.length;
        int from = Share.first(all, worker, workers);
        int to = Share.first(all, worker + 1, workers);
        // By the number of all tiles, not of this worker's: the order of additions must not depend on the workers.
        boolean kept = all <= KEPT_TILES;
        int pixels = kept ? PIXELS_OF_KEPT_SUMS : PIXELS;
        int blocksAtOnce = Math.clamp(pixels / pixelsOfBlock, 1, blocks);
        int columns = Math.max(1, pixelsOfBlock / Math.max(1, rows));
        int rowsAtOnce = blocksAtOnce > 1 ? rows : Math.clamp(pixels / columns, 1, Math.max(1, rows));
        boolean first = true;
        for (int block = 0; block < blocks; block += blocksAtOnce) {
            int count = Math.min(blocksAtOnce, blocks - block);
            for (int row = 0; row < rows; row += rowsAtOnce) {
                int rowEnd = Math.min(rows, row + rowsAtOnce);
                for (int tile = from; tile < to; tile++) {
                    long into = kept ? scratch(scratch, tile - from) : scratch;
                    sum(tile, first || !kept, x, dy, block, count, row, rowEnd, into);
                    if (!kept) {
                        write(tile, scratch, dw, first);
                    }
                }
                first = false;
            }
        }
        if (kept) {
            for (int tile = from; tile < to; tile++) {
                write(tile, scratch(scratch, tile - from), dw, true);
            }
        }
    }

    private static long scratch(long scratch, int tile) {
        return scratch + (long) tile * SUMS_OF_TILE * BYTES;
    }

    private void sum(
            int number, boolean fresh, long x, long dy, int block, int blocks, int row, int rowEnd, long into) {
        int tiles = areaOfTile.length;
        int tile = number % tiles;
        int output = number / tiles % outputTiles * channels;
        int group = number / tiles / outputTiles;
        Area area = sums.areas().get(areaOfTile[tile]);
        int tap = tapOfTile[tile];
        int last = area.xTap().length - 1;
        int first = Math.max(row, area.row());
        int count = Math.min(rowEnd, area.rowEnd()) - first;
        long xAt = x
                + ((long) block * sums.xBlock()
                                + (long) group * sums.xGroup()
                                + (long) (first - area.row()) * sums.xRow())
                        * BYTES;
        long dyAt = dy
                + ((long) block * sums.dyBlock()
                                + (long) group * sums.dyGroup()
                                + (long) first * sums.dyRow()
                                + (long) area.column() * sums.dyColumn())
                        * BYTES;
        long start = fresh ? Lanes.ZEROS : into;
        long startNext = fresh ? 0 : BYTES;
        int columns = area.columnEnd() - area.column();
        // A tile at the edge repeats its last tap or channel, and those sums are not written.
        if (channels == 4) {
            fourByFour(
                    x(xAt, area, tap),
                    x(xAt, area, Math.min(tap + 1, last)),
                    x(xAt, area, Math.min(tap + 2, last)),
                    x(xAt, area, Math.min(tap + 3, last)),
                    dy(dyAt, output),
                    dy(dyAt, output + 1),
                    dy(dyAt, output + 2),
                    dy(dyAt, output + 3),
                    blocks,
                    (long) sums.xBlock() * BYTES,
                    (long) sums.dyBlock() * BYTES,
                    count,
                    (long) sums.xRow() * BYTES,
                    (long) sums.dyRow() * BYTES,
                    columns,
                    (long) sums.xColumn() * BYTES,
                    (long) sums.dyColumn() * BYTES,
                    start,
                    startNext,
                    into);
        } else {
            threeByFive(
                    x(xAt, area, tap),
                    x(xAt, area, Math.min(tap + 1, last)),
                    x(xAt, area, Math.min(tap + 2, last)),
                    x(xAt, area, Math.min(tap + 3, last)),
                    x(xAt, area, Math.min(tap + 4, last)),
                    dy(dyAt, output),
                    dy(dyAt, output + 1),
                    dy(dyAt, output + 2),
                    blocks,
                    (long) sums.xBlock() * BYTES,
                    (long) sums.dyBlock() * BYTES,
                    count,
                    (long) sums.xRow() * BYTES,
                    (long) sums.dyRow() * BYTES,
                    columns,
                    (long) sums.xColumn() * BYTES,
                    (long) sums.dyColumn() * BYTES,
                    start,
                    startNext,
                    into);
        }
    }

    private static long x(long x, Area area, int tap) {
        return x + (long) area.xTap()[tap] * BYTES;
    }

    private long dy(long dy, int output) {
        return dy + (long) Math.min(output, sums.outputs() - 1) * sums.dyChannel() * BYTES;
    }

    /** Adds up the lanes of a tile's sums, and the result to what is there, or instead of it. */
    private void write(int number, long from, long dw, boolean instead) {
        int tiles = areaOfTile.length;
        int tile = number % tiles;
        int output = number / tiles % outputTiles * channels;
        int group = number / tiles / outputTiles;
        Area area = sums.areas().get(areaOfTile[tile]);
        int tap = tapOfTile[tile];
        long w = dw + ((long) group * sums.wGroup() + (long) output * sums.wChannel()) * Float.BYTES;
        int ofTaps = Math.min(taps, area.xTap().length - tap);
        int ofChannels = Math.min(channels, sums.outputs() - output);
        for (int o = 0; o < ofChannels; o++) {
            for (int t = 0; t < ofTaps; t++) {
                long at = w + ((long) o * sums.wChannel() + area.wTap()[tap + t]) * Float.BYTES;
                Lanes.sum(from + (long) (o * taps + t) * BYTES, at, instead);
            }
        }
    }

    /** Four channels by four taps, over blocks, rows and columns; {@code into} gets the sums channel by channel. */
    private static void fourByFour(
            long x0,
            long x1,
            long x2,
            long x3,
            long d0,
            long d1,
            long d2,
            long d3,
            int blocks,
            long xBlock,
            long dBlock,
            int rows,
            long xRow,
            long dRow,
            int columns,
            long xColumn,
            long dColumn,
            long start,
            long startNext,
            long into) {
        FloatVector a0 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start, ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + startNext, ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 2 * startNext, ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 3 * startNext, ORDER);
        FloatVector b0 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 4 * startNext, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 5 * startNext, ORDER);
        FloatVector b2 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 6 * startNext, ORDER);
        FloatVector b3 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 7 * startNext, ORDER);
        FloatVector c0 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 8 * startNext, ORDER);
        FloatVector c1 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 9 * startNext, ORDER);
        FloatVector c2 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 10 * startNext, ORDER);
        FloatVector c3 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 11 * startNext, ORDER);
        FloatVector e0 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 12 * startNext, ORDER);
        FloatVector e1 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 13 * startNext, ORDER);
        FloatVector e2 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 14 * startNext, ORDER);
        FloatVector e3 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 15 * startNext, ORDER);
        for (int block = 0; block < blocks; block++) {
            for (int row = 0; row < rows; row++) {
                long x = block * xBlock + row * xRow;
                long d = block * dBlock + row * dRow;
                for (int column = 0; column < columns; column++) {
                    FloatVector v0 = load(x0 + x);
                    FloatVector v1 = load(x1 + x);
                    FloatVector v2 = load(x2 + x);
                    FloatVector v3 = load(x3 + x);
                    FloatVector u = load(d0 + d);
                    a0 = v0.fma(u, a0);
                    a1 = v1.fma(u, a1);
                    a2 = v2.fma(u, a2);
                    a3 = v3.fma(u, a3);
                    u = load(d1 + d);
                    b0 = v0.fma(u, b0);
                    b1 = v1.fma(u, b1);
                    b2 = v2.fma(u, b2);
                    b3 = v3.fma(u, b3);
                    u = load(d2 + d);
                    c0 = v0.fma(u, c0);
                    c1 = v1.fma(u, c1);
                    c2 = v2.fma(u, c2);
                    c3 = v3.fma(u, c3);
                    u = load(d3 + d);
                    e0 = v0.fma(u, e0);
                    e1 = v1.fma(u, e1);
                    e2 = v2.fma(u, e2);
                    e3 = v3.fma(u, e3);
                    x += xColumn;
                    d += dColumn;
                }
            }
        }
        a0.intoMemorySegment(MEMORY, into, ORDER);
        a1.intoMemorySegment(MEMORY, into + BYTES, ORDER);
        a2.intoMemorySegment(MEMORY, into + 2 * BYTES, ORDER);
        a3.intoMemorySegment(MEMORY, into + 3 * BYTES, ORDER);
        b0.intoMemorySegment(MEMORY, into + 4 * BYTES, ORDER);
        b1.intoMemorySegment(MEMORY, into + 5 * BYTES, ORDER);
        b2.intoMemorySegment(MEMORY, into + 6 * BYTES, ORDER);
        b3.intoMemorySegment(MEMORY, into + 7 * BYTES, ORDER);
        c0.intoMemorySegment(MEMORY, into + 8 * BYTES, ORDER);
        c1.intoMemorySegment(MEMORY, into + 9 * BYTES, ORDER);
        c2.intoMemorySegment(MEMORY, into + 10 * BYTES, ORDER);
        c3.intoMemorySegment(MEMORY, into + 11 * BYTES, ORDER);
        e0.intoMemorySegment(MEMORY, into + 12 * BYTES, ORDER);
        e1.intoMemorySegment(MEMORY, into + 13 * BYTES, ORDER);
        e2.intoMemorySegment(MEMORY, into + 14 * BYTES, ORDER);
        e3.intoMemorySegment(MEMORY, into + 15 * BYTES, ORDER);
    }

    /** Three channels by five taps. */
    private static void threeByFive(
            long x0,
            long x1,
            long x2,
            long x3,
            long x4,
            long d0,
            long d1,
            long d2,
            int blocks,
            long xBlock,
            long dBlock,
            int rows,
            long xRow,
            long dRow,
            int columns,
            long xColumn,
            long dColumn,
            long start,
            long startNext,
            long into) {
        FloatVector a0 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start, ORDER);
        FloatVector a1 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + startNext, ORDER);
        FloatVector a2 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 2 * startNext, ORDER);
        FloatVector a3 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 3 * startNext, ORDER);
        FloatVector a4 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 4 * startNext, ORDER);
        FloatVector b0 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 5 * startNext, ORDER);
        FloatVector b1 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 6 * startNext, ORDER);
        FloatVector b2 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 7 * startNext, ORDER);
        FloatVector b3 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 8 * startNext, ORDER);
        FloatVector b4 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 9 * startNext, ORDER);
        FloatVector c0 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 10 * startNext, ORDER);
        FloatVector c1 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 11 * startNext, ORDER);
        FloatVector c2 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 12 * startNext, ORDER);
        FloatVector c3 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 13 * startNext, ORDER);
        FloatVector c4 = FloatVector.fromMemorySegment(Lanes.SPECIES, MEMORY, start + 14 * startNext, ORDER);
        for (int block = 0; block < blocks; block++) {
            for (int row = 0; row < rows; row++) {
                long x = block * xBlock + row * xRow;
                long d = block * dBlock + row * dRow;
                for (int column = 0; column < columns; column++) {
                    FloatVector v0 = load(x0 + x);
                    FloatVector v1 = load(x1 + x);
                    FloatVector v2 = load(x2 + x);
                    FloatVector v3 = load(x3 + x);
                    FloatVector v4 = load(x4 + x);
                    FloatVector u = load(d0 + d);
                    a0 = v0.fma(u, a0);
                    a1 = v1.fma(u, a1);
                    a2 = v2.fma(u, a2);
                    a3 = v3.fma(u, a3);
                    a4 = v4.fma(u, a4);
                    u = load(d1 + d);
                    b0 = v0.fma(u, b0);
                    b1 = v1.fma(u, b1);
                    b2 = v2.fma(u, b2);
                    b3 = v3.fma(u, b3);
                    b4 = v4.fma(u, b4);
                    u = load(d2 + d);
                    c0 = v0.fma(u, c0);
                    c1 = v1.fma(u, c1);
                    c2 = v2.fma(u, c2);
                    c3 = v3.fma(u, c3);
                    c4 = v4.fma(u, c4);
                    x += xColumn;
                    d += dColumn;
                }
            }
        }
        a0.intoMemorySegment(MEMORY, into, ORDER);
        a1.intoMemorySegment(MEMORY, into + BYTES, ORDER);
        a2.intoMemorySegment(MEMORY, into + 2 * BYTES, ORDER);
        a3.intoMemorySegment(MEMORY, into + 3 * BYTES, ORDER);
        a4.intoMemorySegment(MEMORY, into + 4 * BYTES, ORDER);
        b0.intoMemorySegment(MEMORY, into + 5 * BYTES, ORDER);
        b1.intoMemorySegment(MEMORY, into + 6 * BYTES, ORDER);
        b2.intoMemorySegment(MEMORY, into + 7 * BYTES, ORDER);
        b3.intoMemorySegment(MEMORY, into + 8 * BYTES, ORDER);
        b4.intoMemorySegment(MEMORY, into + 9 * BYTES, ORDER);
        c0.intoMemorySegment(MEMORY, into + 10 * BYTES, ORDER);
        c1.intoMemorySegment(MEMORY, into + 11 * BYTES, ORDER);
        c2.intoMemorySegment(MEMORY, into + 12 * BYTES, ORDER);
        c3.intoMemorySegment(MEMORY, into + 13 * BYTES, ORDER);
        c4.intoMemorySegment(MEMORY, into + 14 * BYTES, ORDER);
    }
}
