package org.netloom.runtime.internal.nd4j;

/**
 * Softmax along the channels of images and the features of vectors and sequences, in double on the host: stable for
 * inputs of any finite size, and NaN stays NaN.
 */
final class Softmaxes {

    void forward(Nd4jTensor x, Nd4jTensor y) {
        HostArray in = HostArray.read(x.array());
        HostArray out = HostArray.write(y.array());
        Columns columns = Columns.of(x);
        HostLoop.forEach(
                in.length() / columns.channels,
                columns.channels,
                number -> forward(in, columns.first(number), columns.channels, columns.places, 1, out));
    }

    void backward(Nd4jTensor y, Nd4jTensor dy, Nd4jTensor dx) {
        HostArray shares = HostArray.read(y.array());
        HostArray gradient = HostArray.read(dy.array());
        HostArray result = HostArray.write(dx.array());
        Columns columns = Columns.of(y);
        HostLoop.forEach(
                shares.length() / columns.channels,
                columns.channels,
                number ->
                        backward(shares, gradient, columns.first(number), columns.channels, columns.places, 1, result));
    }

    /**
     * {@code y_k = exp(scale x_k) / Σ_j exp(scale x_j)} over {@code count} values that lie {@code stride} apart: after
     * subtracting the largest, so that no exponential overflows and one of them is 1. x may be y.
     */
    static void forward(HostArray x, int first, int count, int stride, double scale, HostArray y) {
        int end = first + count * stride;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = first; i < end; i += stride) {
            largest = Math.max(largest, x.get(i)); // NaN if one is
        }
        double total = 0;
        for (int i = first; i < end; i += stride) {
            double power = Math.exp((x.get(i) - largest) * scale);
            y.set(i, power);
            total += power;
        }
        for (int i = first; i < end; i += stride) {
            y.set(i, y.get(i) / total);
        }
    }

    /** {@code dx_k = scale y_k (dy_k - Σ_j y_j dy_j)}; dy may be dx. */
    static void backward(HostArray y, HostArray dy, int first, int count, int stride, double scale, HostArray dx) {
        int end = first + count * stride;
        double mean = 0;
        for (int i = first; i < end; i += stride) {
            mean += y.get(i) * dy.get(i);
        }
        for (int i = first; i < end; i += stride) {
            dx.set(i, scale * y.get(i) * (dy.get(i) - mean));
        }
    }

    /** Where the values lie that sum to 1: {@code places} columns of {@code channels} values side by side. */
    private record Columns(int channels, int places) {
        static Columns of(Nd4jTensor x) {
            return x.isImage()
                    ? new Columns(x.channels(), Math.toIntExact(x.pixels()))
                    : new Columns(x.shape().get(x.shape().size() - 1), 1);
        }

        int first(int number) {
            return number / places * channels * places + number % places;
        }
    }
}
