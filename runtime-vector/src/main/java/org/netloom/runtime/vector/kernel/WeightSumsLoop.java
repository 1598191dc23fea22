package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.BYTES;
import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.load;

import jdk.incubator.vector.FloatVector;
import org.netloom.runtime.vector.kernel.WeightSums.Area;

/**
 * Runs {@link WeightSums} over a batch, in tiles of four output channels by four taps: sixteen sums in registers, eight
 * loads for sixteen multiply-adds. Each worker has weights of its own, over the whole batch: no sums of several workers
 * are added, and the result does not depend on how many there are.
 */
public final class WeightSumsLoop {
    /** The pixels that are summed before lanes are added up: enough to make that cheap, few enough to stay in a cache. */
    private static final int PIXELS = 256;

    private static final int TILE = 4;

    /** The floats that a worker needs for the sums of a tile. */
    public static final int SCRATCH = TILE * TILE * Lanes.COUNT;

    private final WeightSums sums;
    private final int[] areaOfTile;
    private final int[] tapOfTile;
    private final int outputTiles;
    private final int pixelsOfBlock;
    private final int rows;

    public WeightSumsLoop(WeightSums sums) {
        this.sums = sums;
        int tiles = 0;
        for (Area area : sums.areas()) {
            tiles += (area.xTap().length + TILE - 1) / TILE;
        }
        areaOfTile = new int[tiles];
        tapOfTile = new int[tiles];
        int tile = 0;
        for (int i = 0; i < sums.areas().size(); i++) {
            for (int tap = 0; tap < sums.areas().get(i).xTap().length; tap += TILE) {
                areaOfTile[tile] = i;
                tapOfTile[tile] = tap;
                tile++;
            }
        }
        outputTiles = (sums.outputs() + TILE - 1) / TILE;
        int pixels = 1;
        int lastRow = 0;
        for (Area area : sums.areas()) {
            pixels = Math.max(pixels, (area.rowEnd() - area.row()) * (area.columnEnd() - area.column()));
            lastRow = Math.max(lastRow, area.rowEnd());
        }
        pixelsOfBlock = pixels;
        rows = lastRow;
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
        int tiles = areaOfTile.length;
        int all = sums.groups() * outputTiles * tiles;
        int from = Share.first(all, worker, workers);
        int to = Share.first(all, worker + 1, workers);
        boolean fresh = true;
        int blocksAtOnce = Math.clamp(PIXELS / pixelsOfBlock, 1, blocks);
        int columns = Math.max(1, pixelsOfBlock / Math.max(1, rows));
        int rowsAtOnce = blocksAtOnce > 1 ? rows : Math.clamp(PIXELS / columns, 1, Math.max(1, rows));
        for (int block = 0; block < blocks; block += blocksAtOnce) {
            int count = Math.min(blocksAtOnce, blocks - block);
            for (int row = 0; row < rows; row += rowsAtOnce) {
                for (int i = from; i < to; i++) {
                    tile(i, tiles, fresh, x, dy, dw, block, count, row, Math.min(rows, row + rowsAtOnce), scratch);
                }
                fresh = false;
            }
        }
    }

    private void tile(
            int number,
            int tiles,
            boolean fresh,
            long x,
            long dy,
            long dw,
            int block,
            int blocks,
            int row,
            int rowEnd,
            long scratch) {
        int tile = number % tiles;
        int output = number / tiles % outputTiles * TILE;
        int group = number / tiles / outputTiles;
        Area area = sums.areas().get(areaOfTile[tile]);
        int tap = tapOfTile[tile];
        int last = area.xTap().length - 1;
        int lastOutput = sums.outputs() - 1;
        int first = Math.max(row, area.row());
        int count = Math.min(rowEnd, area.rowEnd()) - first;
        long xAt = x
                + ((long) block * sums.xBlock()
                                + (long) group * sums.xGroup()
                                + (long) (first - area.row()) * sums.xRow())
                        * Lanes.BYTES;
        long dyAt = dy
                + ((long) block * sums.dyBlock()
                                + (long) group * sums.dyGroup()
                                + (long) first * sums.dyRow()
                                + (long) area.column() * sums.dyColumn())
                        * Lanes.BYTES;
        // A tile at the edge repeats its last tap or channel, and those sums are not written.
        sixteen(
                xAt + (long) area.xTap()[tap] * Lanes.BYTES,
                xAt + (long) area.xTap()[Math.min(tap + 1, last)] * Lanes.BYTES,
                xAt + (long) area.xTap()[Math.min(tap + 2, last)] * Lanes.BYTES,
                xAt + (long) area.xTap()[Math.min(tap + 3, last)] * Lanes.BYTES,
                dyAt + (long) output * sums.dyChannel() * Lanes.BYTES,
                dyAt + (long) Math.min(output + 1, lastOutput) * sums.dyChannel() * Lanes.BYTES,
                dyAt + (long) Math.min(output + 2, lastOutput) * sums.dyChannel() * Lanes.BYTES,
                dyAt + (long) Math.min(output + 3, lastOutput) * sums.dyChannel() * Lanes.BYTES,
                blocks,
                (long) sums.xBlock() * Lanes.BYTES,
                (long) sums.dyBlock() * Lanes.BYTES,
                count,
                (long) sums.xRow() * Lanes.BYTES,
                (long) sums.dyRow() * Lanes.BYTES,
                area.columnEnd() - area.column(),
                (long) sums.xColumn() * Lanes.BYTES,
                (long) sums.dyColumn() * Lanes.BYTES,
                scratch);
        long w = dw + ((long) group * sums.wGroup() + (long) output * sums.wChannel()) * Float.BYTES;
        int outputs = Math.min(TILE, sums.outputs() - output);
        int taps = Math.min(TILE, last + 1 - tap);
        for (int o = 0; o < outputs; o++) {
            for (int t = 0; t < taps; t++) {
                long at = w + ((long) o * sums.wChannel() + area.wTap()[tap + t]) * Float.BYTES;
                float sum = Lanes.sum(load(scratch + (long) (o * TILE + t) * BYTES));
                Lanes.put(at, fresh ? sum : Lanes.get(at) + sum);
            }
        }
    }

    /** Sixteen sums of products over blocks, rows and columns; {@code into} gets them output by output, a vector each. */
    private static void sixteen(
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
            long into) {
        FloatVector zero = FloatVector.zero(Lanes.SPECIES);
        FloatVector a0 = zero;
        FloatVector a1 = zero;
        FloatVector a2 = zero;
        FloatVector a3 = zero;
        FloatVector b0 = zero;
        FloatVector b1 = zero;
        FloatVector b2 = zero;
        FloatVector b3 = zero;
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        FloatVector c2 = zero;
        FloatVector c3 = zero;
        FloatVector e0 = zero;
        FloatVector e1 = zero;
        FloatVector e2 = zero;
        FloatVector e3 = zero;
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
}
