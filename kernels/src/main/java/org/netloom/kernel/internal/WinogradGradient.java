package org.netloom.kernel.internal;

/**
 * The gradient of a convolution by its weights, backward through {@link WinogradForm}: {@code Gᵀ [Σ (A dy Aᵀ) ⊙ (Bᵀ d B)]
 * G}, summed over tiles and examples, 16 multiplications where the sum over taps takes 36.
 *
 * <p>As in {@link WeightProducts} x is turned in memory, a few blocks at a time, from [C][P][V] to [P][V][C], so that vectors
 * run over input channels and no lanes have to be added up. Of a chunk of its tiles come [products][C/4V][tiles·V][4] from x
 * and [products][O][tiles·V] from dy, and their product is added to [products][C/4V][O][4].
 */
public final class WinogradGradient {
    private static final int FOUR = WinogradLoop.FOUR;

    /** The floats of x that are turned at a time: half of a second-level cache. */
    private static final int FLOATS_AT_ONCE = 1 << 17;

    /** Examples of tiles in a chunk: enough that threads seldom meet. */
    private static final int TAPS_OF_CHUNK = 256;

    /** Of a stretch: their four vectors are two thirds of a first-level cache. */
    private static final int TAPS_OF_STRETCH = 128;

    private final WinogradForm form;
    private final WinogradTiles tiles;
    private final int in;
    private final int out;
    private final int outPadded;
    private final int vectors;
    private final int quads;
    private final int inPadded;
    private final int chunk;
    private final long vNext;
    private final long dyNext;
    private final long dyRow;
    private final long productNext;

    public WinogradGradient(WinogradForm form, int in, int out, Extent rows, Extent columns) {
        this.form = form;
        this.tiles = new WinogradTiles(form, rows, columns);
        this.in = in;
        this.out = out;
        outPadded = FOUR * Math.ceilDiv(out, FOUR);
        vectors = Math.ceilDiv(in, Lanes.COUNT);
        quads = Math.ceilDiv(vectors, FOUR);
        // Odd numbers of vectors: with powers of two, all rows would share a few sets of the caches.
        inPadded = (vectors | 1) * Lanes.COUNT;
        chunk = Math.min(TAPS_OF_CHUNK / Lanes.COUNT, blocksAtOnce() * tiles.ofImage());
        vNext = (long) quads * chunk * Lanes.COUNT * FOUR | 1;
        dyRow = chunk | 1;
        dyNext = outPadded * dyRow | 1;
        productNext = (long) quads * outPadded * FOUR | 1;
    }

    /**
     * Whether so many input channels fill the vectors of their tiles to three quarters. Then this takes 0.6 to 0.8 of the time
     * of {@link WeightProducts} and {@link WeightSumsLoop}, measured with 48 to 512 channels; with 32, half of whose tiles is
     * empty at 512 bits, 1.5 times as long.
     */
    public static boolean suits(int in) {
        int ofTile = FOUR * Lanes.COUNT;
        return 4L * in >= 3L * ofTile * Math.ceilDiv(in, ofTile);
    }

    /** How many blocks are turned at a time. */
    public int blocksAtOnce() {
        return Math.max(1, FLOATS_AT_ONCE / turnedFloats(1));
    }

    /** The floats that x takes when it is turned. */
    public int turnedFloats(int blocks) {
        return Math.multiplyExact(blocks, Math.multiplyExact(tiles.xPixels() * Lanes.COUNT, inPadded));
    }

    /** The tiles of so many blocks. */
    public int tiles(int blocks) {
        return blocks * tiles.ofImage();
    }

    /** How many tiles are transformed at a time. */
    public int tilesAtOnce() {
        return chunk;
    }

    /** The floats of what is transformed. */
    public int transformedFloats() {
        return Math.toIntExact(form.products() * (vNext + dyNext) * Lanes.COUNT);
    }

    /** The floats of the products. */
    public int productFloats() {
        return Math.toIntExact(form.products() * productNext * Lanes.COUNT);
    }

    /** The floats that each worker needs for itself. */
    public int scratchFloats() {
        return 2 * form.products() * Lanes.COUNT;
    }

    /** The share of a worker in turning blocks of x, the first of which is at this address. */
    public void turn(int worker, int workers, long x, long turned, int blocks) {
        int pixels = tiles.xPixels();
        int end = Share.first(blocks * pixels, worker + 1, workers);
        for (int i = Share.first(blocks * pixels, worker, workers); i < end; i++) {
            long from = x + ((long) (i / pixels) * in * pixels + i % pixels) * Lanes.BYTES;
            long to = turned + (long) i * Lanes.COUNT * inPadded * Float.BYTES;
            Transpose.matrix(from, (long) pixels * Lanes.BYTES, to, (long) inPadded * Float.BYTES, in, inPadded);
        }
    }

    /**
     * The share of a worker in transforming {@code count} tiles of the blocks that were turned.
     *
     * @param dy where the first of these blocks begins
     * @param scratch the worker's own
     */
    public void transform(
            int worker, int workers, long turned, long dy, long transformed, int tile, int count, long scratch) {
        long gradients = transformed + form.products() * vNext * Lanes.BYTES;
        int end = Share.first(count, worker + 1, workers);
        for (int i = Share.first(count, worker, workers); i < end; i++) {
            inputs(tile + i, i, turned, transformed, scratch);
            outputGradients(tile + i, i, dy, gradients, scratch);
        }
    }

    private void inputs(int tile, int number, long turned, long transformed, long scratch) {
        int n = form.inputs();
        long between = scratch + (long) form.products() * Lanes.BYTES;
        long example = (long) inPadded * Float.BYTES;
        long column = Lanes.COUNT * example;
        long row = tiles.width() * column;
        long next = vNext * Lanes.BYTES;
        int r = tiles.firstRow(tile);
        int c = tiles.firstColumn(tile);
        long first = turned + tiles.block(tile) * tiles.xPixels() * column + r * row + c * column;
        boolean inside = tiles.inside(tile);
        int top = Math.max(0, -r);
        int left = Math.max(0, -c);
        int bottom = Math.min(n, tiles.height() - r);
        int right = Math.min(n, tiles.width() - c);
        long corner = top * row + left * column;
        long target = scratch + ((long) top * n + left) * Lanes.BYTES;
        // What is not in the image stays 0 for all channels.
        Lanes.clear(scratch, (long) form.products() * Lanes.BYTES);
        for (int lane = 0; lane < Lanes.COUNT; lane++) {
            int tap = number * Lanes.COUNT + lane;
            for (int vector = 0; vector < vectors; vector++) {
                long at = first + lane * example + (long) vector * Lanes.BYTES;
                long to = transformed
                        + (((long) (vector / FOUR) * chunk * Lanes.COUNT + tap) * FOUR + vector % FOUR) * Lanes.BYTES;
                if (inside) {
                    form.transformInputs(at, row, column, to, next, between);
                } else {
                    WinogradTiles.copy(
                            at + corner, row, column, target, (long) n * Lanes.BYTES, bottom - top, right - left);
                    form.transformInputs(scratch, (long) n * Lanes.BYTES, Lanes.BYTES, to, next, between);
                }
            }
        }
    }

    private void outputGradients(int tile, int number, long dy, long gradients, long scratch) {
        int m = form.outputs();
        long between = scratch + (long) form.products() * Lanes.BYTES;
        long channel = (long) tiles.yPixels() * Lanes.BYTES;
        long row = (long) tiles.outWidth() * Lanes.BYTES;
        long next = dyNext * Lanes.BYTES;
        int rows = tiles.outputRows(tile);
        int columns = tiles.outputColumns(tile);
        boolean whole = rows == m && columns == m;
        Lanes.clear(scratch, (long) form.products() * Lanes.BYTES);
        long at = dy + tiles.block(tile) * out * channel + (long) tiles.yPixel(tile) * Lanes.BYTES;
        long to = gradients + (long) number * Lanes.BYTES;
        for (int o = 0; o < out; o++) {
            if (whole) {
                form.transformOutputGradients(at, row, Lanes.BYTES, to, next, between);
            } else {
                WinogradTiles.copy(at, row, Lanes.BYTES, scratch, (long) m * Lanes.BYTES, rows, columns);
                form.transformOutputGradients(scratch, (long) m * Lanes.BYTES, Lanes.BYTES, to, next, between);
            }
            at += channel;
            to += dyRow * Lanes.BYTES;
        }
    }

    /** The share of a worker in multiplying {@code count} transformed tiles; {@code fresh} where they are the first ones. */
    public void multiply(int worker, int workers, long transformed, long products, int count, boolean fresh) {
        long gradients = transformed + form.products() * vNext * Lanes.BYTES;
        long row = dyRow * Lanes.BYTES;
        long next = (long) FOUR * Lanes.BYTES;
        int outputTiles = outPadded / FOUR;
        int taps = count * Lanes.COUNT;
        int first = Share.first(form.products() * quads * outputTiles, worker, workers);
        int end = Share.first(form.products() * quads * outputTiles, worker + 1, workers);
        while (first < end) {
            int quad = first / outputTiles % quads;
            int product = first / outputTiles / quads;
            int from = first % outputTiles;
            int to = Math.min(outputTiles, from + end - first);
            long x = transformed + (product * vNext + (long) quad * chunk * Lanes.COUNT * FOUR) * Lanes.BYTES;
            long dy = gradients + product * dyNext * Lanes.BYTES;
            long y = products + (product * productNext + (long) quad * outPadded * FOUR) * Lanes.BYTES;
            for (int tap = 0; tap < taps; tap += TAPS_OF_STRETCH) {
                int length = Math.min(taps - tap, TAPS_OF_STRETCH);
                long stretch = x + (long) tap * FOUR * Lanes.BYTES;
                for (int tile = from; tile < to; tile++) {
                    long numbers = dy + tile * FOUR * row + (long) tap * Float.BYTES;
                    long sums = y + tile * FOUR * next;
                    long begin = fresh && tap == 0 ? Lanes.ZEROS : 0;
                    ProductTiles.fourByFour(stretch, numbers, Float.BYTES, row, length, begin, sums);
                }
            }
            first += to - from;
        }
    }

    /** The share of a worker in transforming the products to the gradient, [O][C][3][3]. */
    public void write(int worker, int workers, long products, long dw, long scratch) {
        int taps = WinogradForm.KERNEL * WinogradForm.KERNEL;
        long between = scratch + (long) form.products() * Lanes.BYTES;
        int end = Share.first(out, worker + 1, workers);
        for (int o = Share.first(out, worker, workers); o < end; o++) {
            for (int vector = 0; vector < vectors; vector++) {
                long from = products + (((long) (vector / FOUR) * outPadded + o) * FOUR + vector % FOUR) * Lanes.BYTES;
                form.transformWeightGradients(
                        from,
                        productNext * Lanes.BYTES,
                        scratch,
                        (long) WinogradForm.KERNEL * Lanes.BYTES,
                        Lanes.BYTES,
                        between);
                int c = vector * Lanes.COUNT;
                long to = dw + ((long) o * in + c) * taps * Float.BYTES;
                Transpose.toRows(scratch, to, taps, Math.min(Lanes.COUNT, in - c));
            }
        }
    }
}
