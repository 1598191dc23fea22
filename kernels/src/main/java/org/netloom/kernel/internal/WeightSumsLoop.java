package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Lanes.BYTES;

import java.util.ArrayList;
import java.util.List;
import org.netloom.kernel.internal.WeightSums.Area;
import org.netloom.kernel.internal.WeightSums.Distances;

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
    private final List<Tile> tiles = new ArrayList<>();
    private final int outputTiles;
    private final int pixelsOfBlock;
    private final int rows;
    private final int channels;
    private final int taps;

    /** How far apart the parts of activations are, in bytes. */
    record Bytes(long xBlock, long xRow, long xColumn, long dyBlock, long dyRow, long dyColumn, long dyChannel) {
        static Bytes of(WeightSums sums) {
            return new Bytes(
                    (long) sums.x().block() * BYTES,
                    (long) sums.x().row() * BYTES,
                    (long) sums.x().column() * BYTES,
                    (long) sums.dy().block() * BYTES,
                    (long) sums.dy().row() * BYTES,
                    (long) sums.dy().column() * BYTES,
                    (long) sums.dyChannel() * BYTES);
        }
    }

    /**
     * The taps of a tile.
     *
     * @param tap the first of the area's
     * @param columns of the area
     * @param taps where each reads x, in bytes; the last one is repeated where they are too few
     */
    record Tile(Bytes of, Area area, int tap, int columns, long[] taps) {
        static Tile of(Bytes bytes, Area area, int tap, int count) {
            int[] all = area.xTap();
            long[] taps = new long[count];
            for (int i = 0; i < count; i++) {
                taps[i] = (long) all[Math.min(tap + i, all.length - 1)] * BYTES;
            }
            return new Tile(bytes, area, tap, area.columnEnd() - area.column(), taps);
        }
    }

    public WeightSumsLoop(WeightSums sums) {
        this.sums = sums;
        boolean threes = products(sums, 3, 5) < products(sums, 4, 4);
        channels = threes ? 3 : 4;
        taps = threes ? 5 : 4;
        Bytes bytes = Bytes.of(sums);
        for (Area area : sums.areas()) {
            for (int tap = 0; tap < area.xTap().length; tap += taps) {
                tiles.add(Tile.of(bytes, area, tap, taps));
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
        int all = sums.groups() * outputTiles * tiles.size();
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
            long xOfBlock = x + (long) block * sums.x().block() * BYTES;
            long dyOfBlock = dy + (long) block * sums.dy().block() * BYTES;
            for (int row = 0; row < rows; row += rowsAtOnce) {
                int rowEnd = Math.min(rows, row + rowsAtOnce);
                for (int tile = from; tile < to; tile++) {
                    long into = kept ? scratch(scratch, tile - from) : scratch;
                    sum(tile, first || !kept, xOfBlock, dyOfBlock, count, row, rowEnd, into);
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

    private void sum(int number, boolean fresh, long x, long dy, int blocks, int row, int rowEnd, long into) {
        Tile tile = tiles.get(number % tiles.size());
        int output = number / tiles.size() % outputTiles * channels;
        int group = number / tiles.size() / outputTiles;
        Area area = tile.area();
        int first = Math.max(row, area.row());
        int count = Math.min(rowEnd, area.rowEnd()) - first;
        Distances ofDy = sums.dy();
        long xAt = x + (long) group * sums.x().group() * BYTES + (first - area.row()) * tile.of.xRow;
        long dyAt = dy
                + ((long) group * ofDy.group()
                                + (long) output * sums.dyChannel()
                                + (long) first * ofDy.row()
                                + (long) area.column() * ofDy.column())
                        * BYTES;
        long start = fresh ? Lanes.ZEROS : into;
        int last = sums.outputs() - 1 - output;
        // A tile at the edge repeats its last tap or channel, and those sums are not written.
        if (channels == 4) {
            WeightTiles.fourByFour(tile, last, blocks, count, xAt, dyAt, start, into);
        } else {
            WeightTiles.threeByFive(tile, last, blocks, count, xAt, dyAt, start, into);
        }
    }

    /** Adds up the lanes of a tile's sums, and the result to what is there, or instead of it. */
    private void write(int number, long from, long dw, boolean instead) {
        Tile tile = tiles.get(number % tiles.size());
        int output = number / tiles.size() % outputTiles * channels;
        int group = number / tiles.size() / outputTiles;
        Area area = tile.area();
        int tap = tile.tap();
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
}
