package org.netloom.runtime.engine.nd4j;

import java.util.Arrays;

/**
 * Softmax along the channels of images and the features of vectors and sequences, in double on the host: stable for
 * inputs of any finite size, and NaN stays NaN.
 */
final class Softmaxes {

    /** After subtracting the largest, so that no exponential overflows and one of them is 1. */
    void forward(Nd4jTensor x, Nd4jTensor y) {
        double[] values = HostCopy.read(x.array());
        Block block = Block.of(x);
        HostLoop.forEach(values.length / block.length(), number -> {
            int start = number * block.length();
            int end = start + block.length();
            double[] largest = new double[block.places];
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
            for (int row = start; row < end; row += block.places) {
                for (int p = 0; p < block.places; p++) {
                    largest[p] = Math.max(largest[p], values[row + p]); // NaN if one is
                }
            }
            double[] total = new double[block.places];
            for (int row = start; row < end; row += block.places) {
                for (int p = 0; p < block.places; p++) {
                    double power = Math.exp(values[row + p] - largest[p]);
                    values[row + p] = power;
                    total[p] += power;
                }
            }
            for (int row = start; row < end; row += block.places) {
                for (int p = 0; p < block.places; p++) {
                    values[row + p] /= total[p];
                }
            }
        });
        HostCopy.write(values, y.array());
    }

    /** {@code dx_k = y_k (dy_k - Σ_j y_j dy_j)}. */
    void backward(Nd4jTensor y, Nd4jTensor dy, Nd4jTensor dx) {
        double[] outputs = HostCopy.read(y.array());
        double[] gradients = HostCopy.read(dy.array());
        Block block = Block.of(y);
        HostLoop.forEach(outputs.length / block.length(), number -> {
            int start = number * block.length();
            int end = start + block.length();
            double[] mean = new double[block.places];
            for (int row = start; row < end; row += block.places) {
                for (int p = 0; p < block.places; p++) {
                    mean[p] += outputs[row + p] * gradients[row + p];
                }
            }
            for (int row = start; row < end; row += block.places) {
                for (int p = 0; p < block.places; p++) {
                    gradients[row + p] = outputs[row + p] * (gradients[row + p] - mean[p]);
                }
            }
        });
        HostCopy.write(gradients, dx.array());
    }

    /** {@code channels} rows of {@code places} values: an image, a vector, or a step of a sequence; columns sum to 1. */
    private record Block(int channels, int places) {
        static Block of(Nd4jTensor x) {
            return x.isImage()
                    ? new Block(x.channels(), Math.toIntExact(x.pixels()))
                    : new Block(x.shape().get(x.shape().size() - 1), 1);
        }

        int length() {
            return channels * places;
        }
    }
}
