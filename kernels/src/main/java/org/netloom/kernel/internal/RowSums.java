package org.netloom.kernel.internal;

/**
 * A convolution of a single example with few output channels: a vector is V neighbors of a row of one channel, because V
 * channels would leave lanes empty. The first layer of LeNet, of six channels, is half the work in this form.
 */
public final class RowSums implements Sums {
    private static final int CHANNELS = 3;
    private static final int VECTORS = 4;

    final float[] x;
    final int outputs;
    final int pixels;
    final int[] taps;
    final float[] weights;
    final float[] biases;

    /** Where each vector's first tap lies in x, and where the vector lies in a channel of y. */
    final int[] from;

    final int[] to;

    private RowSums(Padded input, int in, int out, Extent rows, Extent columns) {
        x = input.values();
        outputs = out;
        pixels = rows.out() * columns.out();
        int window = rows.kernel() * columns.kernel();
        taps = new int[in * window];
        for (int t = 0; t < taps.length; t++) {
            int number = t % window;
            taps[t] = input.channel(t / window)
                    + number / columns.kernel() * rows.dilation() * input.rowStep()
                    + number % columns.kernel() * columns.dilation();
        }
        weights = new float[out * taps.length];
        biases = new float[out];
        int ofRow = vectorsOfRow(columns);
        from = new int[rows.out() * ofRow];
        to = new int[from.length];
        for (int i = 0; i < from.length; i++) {
            int row = i / ofRow;
            // The last vector of a row begins earlier; what two have in common is computed twice, to the same end.
            int column = Math.min(i % ofRow * Lanes.COUNT, columns.out() - Lanes.COUNT);
            from[i] = row * rows.stride() * input.rowStep() + column;
            to[i] = row * columns.out() + column;
        }
    }

    private static int vectorsOfRow(Extent columns) {
        return Lanes.blocks(columns.out());
    }

    /** Whether this form takes fewer vectors than {@link ChannelSums}. */
    public static boolean suits(Form form, int groups, int out, Extent columns) {
        return form != Form.CHANNELS
                && groups == 1
                && columns.stride() == 1
                && columns.out() >= Lanes.COUNT
                && out * vectorsOfRow(columns) < Lanes.blocks(out) * columns.out();
    }

    /**
     * A convolution that {@link #suits}.
     *
     * @param input with the convolution's padding around it
     */
    public static RowSums convolution(Padded input, int in, int out, Extent rows, Extent columns) {
        return new RowSums(input, in, out, rows, columns);
    }

    @Override
    public Form form() {
        return Form.ROWS;
    }

    /** None: weights are read from the heap, as single floats. */
    @Override
    public int packedVectors() {
        return 0;
    }

    @Override
    public long work() {
        return (long) from.length * outputs * taps.length;
    }

    @Override
    public void pack(long weight, long bias, long packed, long packedBias) {
        Lanes.copy(weight, weights, weights.length);
        if (bias != 0) {
            Lanes.copy(bias, biases, biases.length);
        }
    }

    @Override
    public void run(int worker, int workers, long packed, long packedBias, long y) {
        int end = Share.first(from.length, worker + 1, workers);
        for (int v = Share.first(from.length, worker, workers); v < end; v += VECTORS) {
            for (int o = 0; o < outputs; o += CHANNELS) {
                RowTiles.threeByFour(this, o, v, end, y);
            }
        }
    }
}
