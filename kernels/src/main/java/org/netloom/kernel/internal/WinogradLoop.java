package org.netloom.kernel.internal;

import org.jspecify.annotations.Nullable;

/**
 * A convolution of 3 by 3 with stride 1 by {@link WinogradForm}, or the gradient by its input, which is one, too: of dy,
 * with turned kernels that have inputs and outputs in each other's place, and a padding of 2 - pad.
 *
 * <p>A chunk of tiles at a time: their inputs are transformed, to [products][tiles/4][in][4], then come as many matrix
 * products as a tile has products, and the results, [products][tiles/4][out][4], are transformed to the output. A chunk is
 * so small that the caches keep it, and so large that the weights, which are read for each, do not cost more.
 */
public final class WinogradLoop {
    /** Tiles, and output channels, of a {@linkplain ProductTiles register tile}. */
    static final int FOUR = 4;

    /** Input channels of a stretch: those of four tiles are two thirds of a first-level cache. */
    private static final int STRETCH = 128;

    /** What a chunk may take, where it is of more than eight tiles: 2 MB. A quarter and four times of it were as fast. */
    private static final long FLOATS_OF_CHUNK = 1 << 19;

    private static final int LEAST_TILES = 8;
    private static final int MOST_TILES = 32;

    private final WinogradForm form;
    private final WinogradTiles tiles;
    private final int in;
    private final int out;
    private final boolean turned;
    private final int outPadded;
    private final int chunk;
    private final long wNext;
    private final long vNext;
    private final long mNextProduct;

    /**
     * @param in, out the channels that are read and written
     * @param turned whether the weights are [in][out] and each kernel is taken backwards
     */
    public WinogradLoop(WinogradForm form, int in, int out, Extent rows, Extent columns, boolean turned) {
        this.form = form;
        this.tiles = new WinogradTiles(form, rows, columns);
        this.in = in;
        this.out = out;
        this.turned = turned;
        outPadded = FOUR * Math.ceilDiv(out, FOUR);
        long floatsOfFour = (long) FOUR * form.products() * (in + out) * Lanes.COUNT;
        chunk = FOUR * Math.clamp(FLOATS_OF_CHUNK / floatsOfFour, LEAST_TILES / FOUR, MOST_TILES / FOUR);
        wNext = (long) Math.ceilDiv(out, Lanes.COUNT) * in | 1;
        vNext = (long) chunk * in | 1;
        mNextProduct = (long) chunk * outPadded | 1;
    }

    /** The floats that the transformed weights take. */
    public int weightFloats() {
        return Math.toIntExact(form.products() * wNext * Lanes.COUNT);
    }

    /** The floats that each worker needs for itself. */
    public int scratchFloats() {
        return Math.toIntExact(form.products() * (2 + vNext + mNextProduct) * Lanes.COUNT);
    }

    /** The share of a worker in transforming the weights, V output channels at a time. */
    public void transformWeights(int worker, int workers, long w, long transformed, long scratch) {
        int taps = WinogradForm.KERNEL * WinogradForm.KERNEL;
        int outNext = turned ? taps : in * taps;
        int inNext = turned ? out * taps : taps;
        long between = scratch + (long) form.products() * Lanes.BYTES;
        long first = turned ? scratch + (taps - 1L) * Lanes.BYTES : scratch;
        long column = turned ? -Lanes.BYTES : Lanes.BYTES;
        long next = wNext * Lanes.BYTES;
        int all = Math.ceilDiv(out, Lanes.COUNT) * in;
        int end = Share.first(all, worker + 1, workers);
        for (int i = Share.first(all, worker, workers); i < end; i++) {
            int o = i / in * Lanes.COUNT;
            long from = w + ((long) o * outNext + (long) (i % in) * inNext) * Float.BYTES;
            int lanes = Math.min(Lanes.COUNT, out - o);
            Transpose.toBlock(from, (long) outNext * Float.BYTES, scratch, taps, lanes, true);
            form.transformWeights(
                    first, WinogradForm.KERNEL * column, column, transformed + (long) i * Lanes.BYTES, next, between);
        }
    }

    /** What a run reads and writes; it is set before and used again. */
    public static final class Operands {
        /** Where the input begins. */
        public long x;

        /** Where the output begins. */
        public long y;

        /** Where the transformed weights begin. */
        public long weights;

        /** A vector for each output channel that its sums begin with, and room for three more, or {@link Lanes#ZEROS}. */
        public long start;

        /** The function of the sums that y is; null where y is the sums. */
        public @Nullable ActivationLoops curve;

        /** The blocks of the batch. */
        public int blocks;
    }

    /**
     * The share of one worker. Each output is computed by one worker and always in the same order, so the result does not
     * depend on how many there are.
     *
     * @param scratch the worker's own
     */
    public void run(int worker, int workers, Operands of, long scratch) {
        ActivationLoops curve = of.curve;
        long y = of.y;
        int all = of.blocks * tiles.ofImage();
        int atOnce = Math.min(chunk, FOUR * Math.ceilDiv(Math.ceilDiv(all, workers), FOUR));
        int chunks = Math.ceilDiv(all, atOnce);
        // Where chunks do not come out even, workers share the output channels of each.
        int parts = chunks % workers == 0 ? 1 : workers;
        int outputTiles = outPadded / FOUR;
        int first = Share.first(chunks * parts, worker, workers);
        int end = Share.first(chunks * parts, worker + 1, workers);
        for (int unit = first; unit < end; ) {
            int number = unit / parts;
            int unitEnd = Math.min(end, (number + 1) * parts);
            int from = Share.first(outputTiles, unit - number * parts, parts) * FOUR;
            int to = Math.min(out, Share.first(outputTiles, unitEnd - number * parts, parts) * FOUR);
            if (from < to) {
                int tile = number * atOnce;
                int tileEnd = Math.min(all, tile + atOnce);
                long v = scratch + 2L * form.products() * Lanes.BYTES;
                long m = v + form.products() * vNext * Lanes.BYTES;
                transformInputs(tile, tileEnd, of.x, v, scratch);
                multiply(tileEnd - tile, from, to, v, of.weights, of.start, m);
                transformOutputs(tile, tileEnd, from, to, m, y, scratch);
                if (curve != null) {
                    apply(curve, tile, tileEnd, from, to, y);
                }
            }
            unit = unitEnd;
        }
    }

    private void transformInputs(int tile, int tileEnd, long x, long v, long scratch) {
        int n = form.inputs();
        long between = scratch + (long) form.products() * Lanes.BYTES;
        long channel = (long) tiles.xPixels() * Lanes.BYTES;
        long row = (long) tiles.width() * Lanes.BYTES;
        long next = vNext * Lanes.BYTES;
        for (int i = 0; i < tileEnd - tile; i++) {
            long image = x + (long) tiles.block(tile + i) * in * channel;
            int r = tiles.firstRow(tile + i);
            int c = tiles.firstColumn(tile + i);
            long to = v + ((long) (i / FOUR) * in * FOUR + i % FOUR) * Lanes.BYTES;
            long at = image + r * row + (long) c * Lanes.BYTES;
            if (tiles.inside(tile + i)) {
                for (int channels = 0; channels < in; channels++) {
                    form.transformInputs(at, row, Lanes.BYTES, to, next, between);
                    at += channel;
                    to += (long) FOUR * Lanes.BYTES;
                }
                continue;
            }
            // What is not in the image stays 0 for all channels.
            Lanes.clear(scratch, (long) form.products() * Lanes.BYTES);
            int top = Math.max(0, -r);
            int left = Math.max(0, -c);
            int bottom = Math.min(n, tiles.height() - r);
            int right = Math.min(n, tiles.width() - c);
            long corner = at + top * row + (long) left * Lanes.BYTES;
            long target = scratch + ((long) top * n + left) * Lanes.BYTES;
            for (int channels = 0; channels < in; channels++) {
                WinogradTiles.copy(
                        corner, row, Lanes.BYTES, target, (long) n * Lanes.BYTES, bottom - top, right - left);
                form.transformInputs(scratch, (long) n * Lanes.BYTES, Lanes.BYTES, to, next, between);
                corner += channel;
                to += (long) FOUR * Lanes.BYTES;
            }
        }
    }

    private void multiply(int count, int from, int to, long v, long w, long start, long m) {
        long startNext = Lanes.startNext(start);
        // Aᵀ m A adds the product in the second row and column to every output, and so the bias that it begins with.
        int biased = form.inputs() + 1;
        for (int product = 0; product < form.products(); product++) {
            long vOf = v + product * vNext * Lanes.BYTES;
            long wOf = w + product * wNext * Lanes.BYTES;
            long mOf = m + product * mNextProduct * Lanes.BYTES;
            long startOf = product == biased ? start : Lanes.ZEROS;
            long startOfNext = product == biased ? startNext : 0;
            for (int c = 0; c < in; c += STRETCH) {
                int channels = Math.min(in - c, STRETCH);
                boolean fresh = c == 0;
                for (int tile = 0; tile < count; tile += FOUR) {
                    long x = vOf + ((long) tile * in + (long) c * FOUR) * Lanes.BYTES;
                    for (int o = from; o < to; o += FOUR) {
                        long y = mOf + ((long) tile * outPadded + (long) o * FOUR) * Lanes.BYTES;
                        long weights = wOf
                                + ((long) (o / Lanes.COUNT) * in + c) * Lanes.BYTES
                                + (long) (o % Lanes.COUNT) * Float.BYTES;
                        long begin = fresh ? startOf + o * startOfNext : 0;
                        ProductTiles.fourByFour(x, weights, Lanes.BYTES, Float.BYTES, channels, begin, y);
                    }
                }
            }
        }
    }

    private void transformOutputs(int tile, int tileEnd, int from, int to, long m, long y, long scratch) {
        int outputs = form.outputs();
        long between = scratch + (long) form.products() * Lanes.BYTES;
        long channel = (long) tiles.yPixels() * Lanes.BYTES;
        long row = (long) tiles.outWidth() * Lanes.BYTES;
        long next = mNextProduct * Lanes.BYTES;
        for (int i = 0; i < tileEnd - tile; i++) {
            long at = outputs(tile + i, from, y);
            long source = m + (((long) (i / FOUR) * outPadded + from) * FOUR + i % FOUR) * Lanes.BYTES;
            int rows = tiles.outputRows(tile + i);
            int columns = tiles.outputColumns(tile + i);
            boolean whole = rows == outputs && columns == outputs;
            for (int o = from; o < to; o++) {
                if (whole) {
                    form.transformOutputs(source, next, at, row, Lanes.BYTES, between);
                } else {
                    form.transformOutputs(source, next, scratch, (long) outputs * Lanes.BYTES, Lanes.BYTES, between);
                    WinogradTiles.copy(scratch, (long) outputs * Lanes.BYTES, Lanes.BYTES, at, row, rows, columns);
                }
                at += channel;
                source += (long) FOUR * Lanes.BYTES;
            }
        }
    }

    /**
     * Computes the function of what a chunk has written, in a loop of its own: what HotSpot would inline of it is too much
     * for the one of the transform.
     */
    private void apply(ActivationLoops curve, int tile, int tileEnd, int from, int to, long y) {
        long channel = (long) tiles.yPixels() * Lanes.BYTES;
        for (int i = tile; i < tileEnd; i++) {
            int[] places = tiles.outputPlaces(i);
            curve.inPlace(outputs(i, from, y), channel, to - from, places, 0, places.length);
        }
    }

    /** Where a tile's outputs begin in a channel of y. */
    private long outputs(int tile, int channel, long y) {
        return y + (((long) tiles.block(tile) * out + channel) * tiles.yPixels() + tiles.yPixel(tile)) * Lanes.BYTES;
    }
}
