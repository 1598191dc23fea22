package org.netloom.kernel.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.netloom.kernel.internal.TapSums.Pattern;
import org.netloom.kernel.internal.TapSums.Taps;

/**
 * The gradient of a layer by its weights where it has many input channels and small images: a matrix product whose vectors
 * run over the input channels, so that no lanes have to be added up. For that, x is turned in memory, a few blocks at a
 * time, from [C][P][V] to [P][V][C], and the products are collected as [taps][O][C]; the loop is that of {@link Tiles},
 * whose "pixels" here are vectors of input channels, and whose taps are the examples at each pixel.
 *
 * <p>{@link WeightSumsLoop} does the same without turning; it is for few channels or many pixels.
 */
public final class WeightProducts {
    private static final int OUTPUTS = 4;
    private static final int VECTORS = 4;

    /** The floats of x that are turned at a time: half of a second-level cache. */
    private static final int FLOATS_AT_ONCE = 1 << 17;

    /** Examples at pixels of a stretch: four vectors of input channels of each are half of a first-level cache. */
    private static final int STRETCH = 64;

    /** With so many pixels the sums over lanes are a small part of the work. */
    private static final int MANY_PIXELS = 256;

    private final Extent rows;
    private final Extent columns;
    private final int in;
    private final int out;
    private final int inPadded;
    private final int vectors;
    private final int xChannel;
    private final int xPixel;
    private final int dyChannel;
    private final int xBlock;
    private final int dyBlock;

    /** Blocks whose examples are one stretch, where an image has few pixels. */
    private final int together;

    /**
     * Where a tap of the kernel multiplies: for each example at each pixel that it reaches, in stretches. Distances are in
     * what is turned and in dy.
     */
    private final List<List<Taps>> ofTaps = new ArrayList<>();

    private final List<List<Taps>> ofTapsInOneBlock = new ArrayList<>();

    /** The "pixels", with the output channels of products and of dy. */
    private final Pattern pattern;

    private WeightProducts(
            Extent rows, Extent columns, int in, int out, int xChannel, int xPixel, int dyChannel, int dyPixel) {
        this.rows = rows;
        this.columns = columns;
        this.in = in;
        this.out = out;
        this.vectors = (in + Lanes.COUNT - 1) / Lanes.COUNT;
        // An odd number of vectors: with a power of two, all rows would share a few sets of the caches.
        this.inPadded = (vectors | 1) * Lanes.COUNT;
        this.xChannel = xChannel;
        this.xPixel = xPixel;
        this.dyChannel = dyChannel;
        this.xBlock = in * pixels();
        this.dyBlock = out * rows.out() * columns.out();
        this.together = Math.clamp(STRETCH / ((long) pixels() * Lanes.COUNT), 1, blocksAtOnce());
        for (int tap = 0; tap < taps(); tap++) {
            ofTaps.add(meetings(tap, dyPixel, together));
            ofTapsInOneBlock.add(together == 1 ? ofTaps.get(tap) : meetings(tap, dyPixel, 1));
        }
        int[] places = IntStream.range(0, vectors).toArray();
        pattern = new Pattern(places, places, inPadded / Lanes.COUNT, dyChannel * Lanes.COUNT, List.of());
    }

    /** Of a convolution without groups. */
    public static WeightProducts convolution(int in, int out, Extent rows, Extent columns) {
        return new WeightProducts(rows, columns, in, out, rows.in() * columns.in(), 1, rows.out() * columns.out(), 1);
    }

    /** Of a dense layer, at each of {@code steps} steps of a sequence; a vector is one step. */
    public static WeightProducts dense(int steps, int in, int out) {
        return dense(steps, 0, in, out);
    }

    /** The same where a step of y comes of the one {@code behind} steps before in x, and the first ones of none. */
    public static WeightProducts dense(int steps, int behind, int in, int out) {
        return new WeightProducts(
                new Extent(1, 1, 1, 1, 0, 1), new Extent(steps, steps, 1, 1, behind, 1), in, out, 1, in, 1, out);
    }

    /** Whether a layer of so many input channels and pixels is for this class. */
    public static boolean suits(int in, int pixels) {
        return in > 2 * Lanes.COUNT && pixels < MANY_PIXELS;
    }

    private int pixels() {
        return rows.in() * columns.in();
    }

    private int taps() {
        return rows.kernel() * columns.kernel();
    }

    /** How many blocks are turned at a time. */
    public int blocksAtOnce() {
        return Math.max(1, FLOATS_AT_ONCE / turnedFloats(1));
    }

    /** The floats that x takes when it is turned. */
    public int turnedFloats(int blocks) {
        return Math.multiplyExact(blocks, pixels() * Lanes.COUNT * inPadded);
    }

    /** The floats of the products. */
    public int productFloats() {
        return taps() * out * inPadded;
    }

    private List<Taps> meetings(int tap, int dyPixel, int blocks) {
        int tapRow = tap / columns.kernel();
        int tapColumn = tap % columns.kernel();
        int[] down = rows.places(tapRow);
        int[] across = columns.places(tapColumn);
        int count = blocks * (down[1] - down[0]) * (across[1] - across[0]) * Lanes.COUNT;
        int[] x = new int[count];
        int[] dy = new int[count];
        int i = 0;
        for (int block = 0; block < blocks; block++) {
            for (int row = down[0]; row < down[1]; row++) {
                for (int column = across[0]; column < across[1]; column++) {
                    int pixel = block * pixels()
                            + rows.source(row, tapRow) * columns.in()
                            + columns.source(column, tapColumn);
                    int place = block * dyBlock + (row * columns.out() + column) * dyPixel;
                    for (int lane = 0; lane < Lanes.COUNT; lane++) {
                        x[i] = (pixel * Lanes.COUNT + lane) * (inPadded / Lanes.COUNT);
                        dy[i] = place * Lanes.COUNT + lane;
                        i++;
                    }
                }
            }
        }
        return count == 0 ? List.of() : new Taps(x, dy).stretches(STRETCH);
    }

    /** The share of a worker in turning blocks of x. */
    public void turn(int worker, int workers, long x, long turned, int block, int blocks) {
        int all = blocks * pixels();
        int end = Share.first(all, worker + 1, workers);
        for (int i = Share.first(all, worker, workers); i < end; i++) {
            long from = x + ((long) (block + i / pixels()) * xBlock + (long) (i % pixels()) * xPixel) * Lanes.BYTES;
            long to = turned + (long) i * Lanes.COUNT * inPadded * Float.BYTES;
            Transpose.matrix(from, (long) xChannel * Lanes.BYTES, to, (long) inPadded * Float.BYTES, in, inPadded);
        }
    }

    /** The share of a worker in multiplying what is turned with dy; {@code fresh} where these are the first blocks. */
    public void multiply(
            int worker, int workers, long turned, long dy, long products, int block, int blocks, boolean fresh) {
        int outputTiles = (out + OUTPUTS - 1) / OUTPUTS;
        int inputTiles = (vectors + VECTORS - 1) / VECTORS;
        int all = taps() * inputTiles * outputTiles;
        int end = Share.first(all, worker + 1, workers);
        for (int i = Share.first(all, worker, workers); i < end; ) {
            int stripe = i / outputTiles;
            int stripeEnd = Math.min(end, (stripe + 1) * outputTiles);
            int output = (i - stripe * outputTiles) * OUTPUTS;
            int outputEnd = Math.min(out, (stripeEnd - stripe * outputTiles) * OUTPUTS);
            int tap = stripe / inputTiles;
            int vector = stripe % inputTiles * VECTORS;
            long productsOf = products + (long) tap * out * inPadded * Float.BYTES;
            for (int b = 0; b < blocks; ) {
                int step = blocks - b >= together ? together : 1;
                List<Taps> meetings = (step == 1 ? ofTapsInOneBlock : ofTaps).get(tap);
                long turnedOf = turned + (long) b * turnedFloats(1) * Float.BYTES;
                long dyOf = dy + (long) (block + b) * dyBlock * Lanes.BYTES;
                for (int stretch = 0; stretch < meetings.size(); stretch++) {
                    boolean first = fresh && b == 0 && stretch == 0;
                    tiles(meetings.get(stretch), vector, output, outputEnd, turnedOf, dyOf, productsOf, first);
                }
                b += step;
            }
            i = stripeEnd;
        }
    }

    /** A stretch of meetings for some output channels and four vectors of input channels. */
    private void tiles(
            Taps meetings, int vector, int output, int outputEnd, long turned, long dy, long products, boolean fresh) {
        for (int o = output; o < outputEnd; ) {
            int count = TapSumsLoop.atOnce(outputEnd - o);
            long y = products + (long) o * inPadded * Float.BYTES;
            long w = dy + (long) o * dyChannel * Lanes.BYTES;
            TapSumsLoop.tile(count, pattern, meetings, vector, turned, y, w, fresh ? Lanes.ZEROS : 0);
            o += count;
        }
    }

    /** The share of a worker in bringing the products into the order of the weights, [O][C][taps]. */
    public void write(int worker, int workers, long products, long dw) {
        int taps = taps();
        int end = Share.first(out, worker + 1, workers);
        for (int o = Share.first(out, worker, workers); o < end; o++) {
            long row = dw + (long) o * in * taps * Float.BYTES;
            for (int tap = 0; tap < taps; tap++) {
                long from = products + ((long) tap * out + o) * inPadded * Float.BYTES;
                boolean nowhere = ofTaps.get(tap).isEmpty();
                if (taps == 1 && !nowhere) {
                    Lanes.copy(from, row, (long) in * Float.BYTES);
                    continue;
                }
                for (int c = 0; c < in; c++) {
                    if (nowhere) {
                        Lanes.put(row + ((long) c * taps + tap) * Float.BYTES, 0);
                        continue;
                    }
                    Lanes.put(row + ((long) c * taps + tap) * Float.BYTES, Lanes.get(from + (long) c * Float.BYTES));
                }
            }
        }
    }
}
