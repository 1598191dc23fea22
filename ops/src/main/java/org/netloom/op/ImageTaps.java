package org.netloom.op;

/** The taps of a kernel that goes over images, for each channel: sums along the rows first, then of those. */
final class ImageTaps implements Taps {
    private final int channels;
    private final Axis rows;
    private final Axis columns;
    private final double[] ofRow;

    /** Along one axis of an image: which of its rows (or columns) each tap of a kernel reads, over all outputs. */
    static final class Axis {
        private final int size;
        /** How many places the layer puts an output out for. */
        private final int outputs;
        /** The first row that each tap reads inside the image. */
        private final int[] first;
        /** How many it reads there; what it reads for the other outputs is padding. */
        private final int[] count;
        /** From one to the next. */
        private final int step;

        private Axis(int size, int outputs, int kernel, int step) {
            this.size = size;
            this.outputs = outputs;
            this.first = new int[kernel];
            this.count = new int[kernel];
            this.step = step;
        }

        /** Of a convolution: output p reads row {@code p·stride - pad + tap·dilation}. */
        static Axis convolution(int size, int kernel, int stride, int pad, int dilation) {
            int outputs = (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
            Axis axis = new Axis(size, outputs, kernel, stride);
            for (int tap = 0; tap < kernel; tap++) {
                int at = tap * dilation - pad;
                int least = leastFrom(at, stride);
                axis.first[tap] = least * stride + at;
                axis.count[tap] = countFrom(least, at, stride, size, outputs);
            }
            return axis;
        }

        /** Of a transposed convolution: row r goes to output {@code r·stride - pad + tap}, where there is one. */
        static Axis transposed(int size, int kernel, int stride, int pad, int outputPad) {
            int outputs = (size - 1) * stride - 2 * pad + kernel + outputPad;
            Axis axis = new Axis(size, outputs, kernel, 1);
            for (int tap = 0; tap < kernel; tap++) {
                int at = tap - pad;
                axis.first[tap] = leastFrom(at, stride);
                axis.count[tap] = countFrom(axis.first[tap], at, stride, outputs, size);
            }
            return axis;
        }

        /** The least i with {@code i·stride + at >= 0}. */
        private static int leastFrom(int at, int stride) {
            return at >= 0 ? 0 : (stride - 1 - at) / stride;
        }

        /** How many i there are from the least one on with {@code i·stride + at < end}, of {@code most} at most. */
        private static int countFrom(int least, int at, int stride, int end, int most) {
            return at >= end ? 0 : Math.max(0, Math.min(most, (end - 1 - at) / stride + 1) - least);
        }

        private double sum(double[] values, int from, int tap) {
            double sum = 0;
            int at = from + first[tap];
            for (int k = 0; k < count[tap]; k++) {
                sum += values[at];
                at += step;
            }
            return sum;
        }
    }

    ImageTaps(int channels, Axis rows, Axis columns) {
        this.channels = channels;
        this.rows = rows;
        this.columns = columns;
        this.ofRow = new double[rows.size];
    }

    @Override
    public int count() {
        return channels * rows.first.length * columns.first.length;
    }

    @Override
    public void means(double[] sums, int examples, double[] means) {
        double outputs = (double) examples * rows.outputs * columns.outputs;
        int height = rows.first.length;
        int width = columns.first.length;
        for (int c = 0; c < channels; c++) {
            for (int j = 0; j < width; j++) {
                for (int h = 0; h < rows.size; h++) {
                    ofRow[h] = columns.sum(sums, (c * rows.size + h) * columns.size, j);
                }
                for (int i = 0; i < height; i++) {
                    means[(c * height + i) * width + j] = rows.sum(ofRow, 0, i) / outputs;
                }
            }
        }
    }
}
