package org.netloom.runtime.vector.kernel;

import static org.netloom.runtime.vector.kernel.Lanes.MEMORY;
import static org.netloom.runtime.vector.kernel.Lanes.ORDER;
import static org.netloom.runtime.vector.kernel.Lanes.SPECIES;
import static org.netloom.runtime.vector.kernel.Lanes.spread;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * A convolution of a single example with few output channels: a vector is V neighbors of a row of one channel, because V
 * channels would leave lanes empty. The first layer of LeNet, of six channels, is half the work in this form.
 *
 * <p>A tile is three channels by four vectors: twelve sums take seven loads, of which the four of x cross lines of the
 * cache, and six and three channels, as first layers have them, leave nothing over.
 */
public final class RowSums implements Sums {
    private static final int CHANNELS = 3;
    private static final int VECTORS = 4;

    private final float[] x;
    private final int outputs;
    private final int pixels;
    private final int[] taps;
    private final float[] weights;
    private final float[] biases;

    /** Where each vector's first tap lies in x, and where the vector lies in a channel of y. */
    private final int[] from;

    private final int[] to;

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
        MemorySegment.copy(MEMORY, ValueLayout.JAVA_FLOAT_UNALIGNED, weight, weights, 0, weights.length);
        if (bias != 0) {
            MemorySegment.copy(MEMORY, ValueLayout.JAVA_FLOAT_UNALIGNED, bias, biases, 0, biases.length);
        }
    }

    @Override
    public void run(int worker, int workers, long packed, long packedBias, long y) {
        int end = Share.first(from.length, worker + 1, workers);
        for (int v = Share.first(from.length, worker, workers); v < end; v += VECTORS) {
            int v1 = Math.min(v + 1, end - 1);
            int v2 = Math.min(v + 2, end - 1);
            int v3 = Math.min(v + 3, end - 1);
            for (int o = 0; o < outputs; o += CHANNELS) {
                tile(
                        o,
                        Math.min(o + 1, outputs - 1),
                        Math.min(o + 2, outputs - 1),
                        from[v],
                        from[v1],
                        from[v2],
                        from[v3],
                        y + (long) to[v] * Float.BYTES,
                        y + (long) to[v1] * Float.BYTES,
                        y + (long) to[v2] * Float.BYTES,
                        y + (long) to[v3] * Float.BYTES);
            }
        }
    }

    private void tile(int o0, int o1, int o2, int x0, int x1, int x2, int x3, long y0, long y1, long y2, long y3) {
        FloatVector a0 = spread(biases[o0]);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = spread(biases[o1]);
        FloatVector b1 = b0;
        FloatVector b2 = b0;
        FloatVector b3 = b0;
        FloatVector c0 = spread(biases[o2]);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        float[] in = x;
        float[] w = weights;
        int[] distances = taps;
        int w0 = o0 * distances.length;
        int w1 = o1 * distances.length;
        int w2 = o2 * distances.length;
        for (int t = 0; t < distances.length; t++) {
            int tap = distances[t];
            FloatVector v0 = FloatVector.fromArray(SPECIES, in, x0 + tap);
            FloatVector v1 = FloatVector.fromArray(SPECIES, in, x1 + tap);
            FloatVector v2 = FloatVector.fromArray(SPECIES, in, x2 + tap);
            FloatVector v3 = FloatVector.fromArray(SPECIES, in, x3 + tap);
            FloatVector u = FloatVector.broadcast(SPECIES, w[w0 + t]);
            a0 = v0.fma(u, a0);
            a1 = v1.fma(u, a1);
            a2 = v2.fma(u, a2);
            a3 = v3.fma(u, a3);
            u = FloatVector.broadcast(SPECIES, w[w1 + t]);
            b0 = v0.fma(u, b0);
            b1 = v1.fma(u, b1);
            b2 = v2.fma(u, b2);
            b3 = v3.fma(u, b3);
            u = FloatVector.broadcast(SPECIES, w[w2 + t]);
            c0 = v0.fma(u, c0);
            c1 = v1.fma(u, c1);
            c2 = v2.fma(u, c2);
            c3 = v3.fma(u, c3);
        }
        long b = (long) (o1 - o0) * pixels * Float.BYTES;
        long c = (long) (o2 - o0) * pixels * Float.BYTES;
        long a = (long) o0 * pixels * Float.BYTES;
        a0.intoMemorySegment(MEMORY, y0 + a, ORDER);
        a1.intoMemorySegment(MEMORY, y1 + a, ORDER);
        a2.intoMemorySegment(MEMORY, y2 + a, ORDER);
        a3.intoMemorySegment(MEMORY, y3 + a, ORDER);
        b0.intoMemorySegment(MEMORY, y0 + a + b, ORDER);
        b1.intoMemorySegment(MEMORY, y1 + a + b, ORDER);
        b2.intoMemorySegment(MEMORY, y2 + a + b, ORDER);
        b3.intoMemorySegment(MEMORY, y3 + a + b, ORDER);
        c0.intoMemorySegment(MEMORY, y0 + a + c, ORDER);
        c1.intoMemorySegment(MEMORY, y1 + a + c, ORDER);
        c2.intoMemorySegment(MEMORY, y2 + a + c, ORDER);
        c3.intoMemorySegment(MEMORY, y3 + a + c, ORDER);
    }
}
