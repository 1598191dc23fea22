package org.netloom.runtime.engine.nd4j;

/**
 * Softmax along the channels of images and the features of vectors and sequences, in double on the host: stable for
 * inputs of any finite size, and NaN stays NaN.
 */
final class Softmaxes {

    /** After subtracting the largest, so that no exponential overflows and one of them is 1. */
    void forward(Nd4jTensor x, Nd4jTensor y) {
        double[] values = HostCopy.read(x.array());
        Axis axis = Axis.of(x);
        for (int row = 0; row < values.length / axis.size; row++) {
            int first = axis.first(row);
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < axis.size; k++) {
                largest = Math.max(largest, values[first + k * axis.step]); // NaN if one is
            }
            double total = 0;
            for (int k = 0; k < axis.size; k++) {
                int at = first + k * axis.step;
                values[at] = Math.exp(values[at] - largest);
                total += values[at];
            }
            for (int k = 0; k < axis.size; k++) {
                values[first + k * axis.step] /= total;
            }
        }
        HostCopy.write(values, y.array());
    }

    /** {@code dx_k = y_k (dy_k - Σ_j y_j dy_j)}. */
    void backward(Nd4jTensor y, Nd4jTensor dy, Nd4jTensor dx) {
        double[] outputs = HostCopy.read(y.array());
        double[] gradients = HostCopy.read(dy.array());
        Axis axis = Axis.of(y);
        for (int row = 0; row < outputs.length / axis.size; row++) {
            int first = axis.first(row);
            double mean = 0;
            for (int k = 0; k < axis.size; k++) {
                mean += outputs[first + k * axis.step] * gradients[first + k * axis.step];
            }
            for (int k = 0; k < axis.size; k++) {
                int at = first + k * axis.step;
                gradients[at] = outputs[at] * (gradients[at] - mean);
            }
        }
        HostCopy.write(gradients, dx.array());
    }

    /** What sums to 1: {@code size} values, {@code step} apart. */
    private record Axis(int size, int step) {
        static Axis of(Nd4jTensor x) {
            int channels = x.shape().get(x.isImage() ? 0 : x.shape().size() - 1);
            return new Axis(channels, x.isImage() ? Math.toIntExact(x.pixels()) : 1);
        }

        int first(int row) {
            return row / step * step * size + row % step;
        }
    }
}
