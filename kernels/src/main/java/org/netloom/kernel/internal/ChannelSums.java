package org.netloom.kernel.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution or a dense layer of a single example: a vector is V output channels at one pixel, where in {@link TapSums}
 * it is one channel of V examples.
 */
public final class ChannelSums implements Sums {
    private static final int BLOCKS_OF_SQUARE = 4;
    private static final int PIXELS_OF_SQUARE = 4;
    private static final int PIXELS = 8;

    private final float[] x;
    private final int outputs;
    private final int outputsOfGroup;
    private final int inputsOfGroup;
    private final int window;
    private final int height;
    private final int width;
    private final int step;
    private final Tile tile;
    private final List<Part> parts;

    /** Where each output pixel's first tap lies. */
    private final int[] at;

    private enum Tile {
        ROWS_OF_3,
        ROWS_OF_5,
        PIXELS,
        BLOCKS,
        DEPTHWISE
    }

    /** How many groups of channels there are, and how many channels in all. */
    private record Channels(int groups, int in, int out) {}

    /** Where tap {@code number} of a window lies in a channel of x, from the window's place on. */
    private interface Taps {
        int distance(int channel, int number);
    }

    /**
     * Blocks of output channels that are sums of the same inputs.
     *
     * @param x the layer's input
     * @param at where each output pixel's first tap lies in it
     * @param taps the taps' distances from there
     * @param first the first block
     * @param firstInput the channel that the first tap reads
     * @param packed how many vectors of weights lie before those of these blocks
     */
    record Part(float[] x, int[] at, int[] taps, int first, int blocks, int firstInput, int packed) {
        int end() {
            return first + blocks;
        }

        long weights(int block) {
            return (packed + (block - first) * (long) taps.length) * Lanes.BYTES;
        }
    }

    /**
     * A convolution.
     *
     * @param input with the convolution's padding around it
     * @param in, out all channels
     */
    public static ChannelSums convolution(Padded input, int groups, int in, int out, Extent rows, Extent columns) {
        int down = rows.dilation() * input.rowStep();
        int across = columns.dilation() * input.columnStep();
        int[] at = new int[rows.out() * columns.out()];
        for (int i = 0; i < at.length; i++) {
            at[i] = i / columns.out() * rows.stride() * input.rowStep()
                    + i % columns.out() * columns.stride() * input.columnStep();
        }
        boolean depthwise = groups == in && groups == out && input.form() == Form.CHANNELS;
        boolean sharing = columns.stride() == 1 && columns.dilation() == 1 && columns.out() >= PIXELS;
        Tile tile = depthwise
                ? Tile.DEPTHWISE
                : sharing && columns.kernel() == 3
                        ? Tile.ROWS_OF_3
                        : sharing && columns.kernel() == 5 ? Tile.ROWS_OF_5 : Tile.PIXELS;
        return new ChannelSums(
                input,
                new Channels(groups, in, out),
                rows.kernel() * columns.kernel(),
                columns.out(),
                at,
                tile,
                (channel, number) ->
                        input.channel(channel) + number / columns.kernel() * down + number % columns.kernel() * across);
    }

    /** A dense layer of a vector, which may be an image in another form. */
    public static ChannelSums dense(Padded input, int in, int out) {
        return new ChannelSums(
                input,
                new Channels(1, in, out),
                1,
                1,
                new int[1],
                Tile.BLOCKS,
                (channel, number) -> input.element(channel));
    }

    private ChannelSums(Padded input, Channels channels, int window, int width, int[] at, Tile tile, Taps taps) {
        int groups = channels.groups;
        int in = channels.in;
        int out = channels.out;
        this.x = input.values();
        this.outputs = out;
        this.outputsOfGroup = out / groups;
        this.inputsOfGroup = in / groups;
        this.window = window;
        this.width = width;
        this.height = at.length / width;
        this.step = input.columnStep();
        this.at = at;
        this.tile = tile;
        parts = new ArrayList<>();
        int blocks = Lanes.blocks(out);
        if (tile == Tile.DEPTHWISE) {
            parts.add(new Part(x, at, taps(taps, 0, 1), 0, blocks, 0, 0));
        } else if (groups == 1) {
            parts.add(new Part(x, at, taps(taps, 0, in), 0, blocks, 0, 0));
        } else {
            int packed = 0;
            for (int block = 0; block < blocks; block++) {
                int last = Math.min(out, (block + 1) * Lanes.COUNT) - 1;
                int from = block * Lanes.COUNT / outputsOfGroup * inputsOfGroup;
                int to = (last / outputsOfGroup + 1) * inputsOfGroup;
                parts.add(new Part(x, at, taps(taps, from, to), block, 1, from, packed));
                packed += (to - from) * window;
            }
        }
    }

    private int[] taps(Taps taps, int from, int to) {
        int[] all = new int[Math.multiplyExact(to - from, window)];
        for (int t = 0; t < all.length; t++) {
            all[t] = taps.distance(from + t / window, t % window);
        }
        return all;
    }

    /** [O/V][H][W][V]. */
    @Override
    public Form form() {
        return Form.CHANNELS;
    }

    @Override
    public int packedVectors() {
        Part last = parts.get(parts.size() - 1);
        return Math.toIntExact(last.weights(last.end()) / Lanes.BYTES);
    }

    @Override
    public long work() {
        return (long) packedVectors() * at.length;
    }

    /**
     * V output channels of a tap side by side, taps in order, block after block. Weights of channels that are not there, or
     * that belong to another group, become 0.
     */
    @Override
    public void pack(long weight, long bias, long packed, long packedBias) {
        for (Part part : parts) {
            for (int block = part.first; block < part.end(); block++) {
                for (int lane = 0; lane < Lanes.COUNT; lane++) {
                    int output = block * Lanes.COUNT + lane;
                    boolean there = output < outputs;
                    long row = weight + (long) output * inputsOfGroup * window * Float.BYTES;
                    int before = tile == Tile.DEPTHWISE
                            ? 0
                            : (part.firstInput - output / outputsOfGroup * inputsOfGroup) * window;
                    long to = packed + part.weights(block) + (long) lane * Float.BYTES;
                    for (int t = 0; t < part.taps.length; t++) {
                        int number = before + t;
                        boolean own = there && number >= 0 && number < inputsOfGroup * window;
                        Lanes.put(to + (long) t * Lanes.BYTES, own ? Lanes.get(row + (long) number * Float.BYTES) : 0);
                    }
                    Lanes.put(
                            packedBias + (long) output * Float.BYTES,
                            there && bias != 0 ? Lanes.get(bias + (long) output * Float.BYTES) : 0);
                }
            }
        }
    }

    @Override
    public void run(int worker, int workers, long w, long bias, long y) {
        boolean byRows = height >= workers;
        int firstRow = byRows ? Share.first(height, worker, workers) : 0;
        int endRow = byRows ? Share.first(height, worker + 1, workers) : height;
        int blocks = Lanes.blocks(outputs);
        int firstBlock = byRows ? 0 : Share.first(blocks, worker, workers);
        int endBlock = byRows ? blocks : Share.first(blocks, worker + 1, workers);
        for (Part part : parts) {
            int from = Math.max(firstBlock, part.first);
            int to = Math.min(endBlock, part.end());
            if (from < to && firstRow < endRow) {
                run(part, from, to, firstRow, endRow, w, bias, y);
            }
        }
    }

    private void run(Part part, int from, int to, int firstRow, int endRow, long w, long bias, long y) {
        int first = firstRow * width;
        int end = endRow * width;
        switch (tile) {
            case BLOCKS -> vector(part, from, to, w, bias, y);
            case DEPTHWISE -> {
                for (int block = from; block < to; block++) {
                    depthwise(part, block, first, end, w, bias, y);
                }
            }
            case ROWS_OF_3, ROWS_OF_5 -> {
                for (int block = from; block < to; block++) {
                    rows(part, block, firstRow, endRow, w, bias, y);
                }
            }
            case PIXELS -> {
                int block = from;
                for (; block + BLOCKS_OF_SQUARE <= to; block += BLOCKS_OF_SQUARE) {
                    squares(part, block, first, end, w, bias, y);
                }
                for (; block < to; block++) {
                    pixels(part, block, first, end, w, bias, y);
                }
            }
        }
    }

    private void rows(Part part, int block, int firstRow, int endRow, long w, long bias, long y) {
        long weights = w + part.weights(block);
        long start = bias + (long) block * Lanes.BYTES;
        for (int row = firstRow; row < endRow; row++) {
            for (int column = 0; column < width; column += PIXELS) {
                // The last tile begins earlier; what two tiles have in common is computed twice, to the same end.
                int pixel = row * width + Math.min(column, width - PIXELS);
                if (tile == Tile.ROWS_OF_3) {
                    ChannelTiles.rows3(part, pixel, step, weights, start, y(y, block, pixel));
                } else {
                    ChannelTiles.rows5(part, pixel, step, weights, start, y(y, block, pixel));
                }
            }
        }
    }

    private void pixels(Part part, int block, int first, int end, long w, long bias, long y) {
        long start = bias + (long) block * Lanes.BYTES;
        for (int p = first; p < end; p += PIXELS) {
            ChannelTiles.pixels(part, p, end - 1, w + part.weights(block), start, y(y, block, 0));
        }
    }

    private void squares(Part part, int block, int first, int end, long w, long bias, long y) {
        long start = bias + (long) block * Lanes.BYTES;
        for (int p = first; p < end; p += PIXELS_OF_SQUARE) {
            ChannelTiles.square(part, p, end - 1, w + part.weights(block), start, y(y, block, 0));
        }
    }

    private void depthwise(Part part, int block, int first, int end, long w, long bias, long y) {
        int plane = block * (x.length / Lanes.blocks(outputs));
        long start = bias + (long) block * Lanes.BYTES;
        for (int p = first; p < end; p += PIXELS_OF_SQUARE) {
            ChannelTiles.depthwise(part, p, end - 1, plane, w + part.weights(block), start, y(y, block, 0));
        }
    }

    private static void vector(Part part, int from, int to, long w, long bias, long y) {
        for (int block = from; block < to; block += PIXELS) {
            ChannelTiles.blocks(part, block, to - 1, w, bias, y);
        }
    }

    private long y(long y, int block, int pixel) {
        return y + ((long) block * at.length + pixel) * Lanes.BYTES;
    }
}
