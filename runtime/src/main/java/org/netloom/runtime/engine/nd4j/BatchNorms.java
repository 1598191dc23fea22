package org.netloom.runtime.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.op.BatchNorm;

/**
 * Batch normalisation of [N·C, H·W] rows or [N,F] columns.
 *
 * <p>Composed of broadcasts and {@linkplain Kernels#channelSums channel sums}: ND4J's batchnorm_bp takes several times
 * as long and computes with a float eps and 1/N even for doubles. What is one value for each channel is computed here,
 * in double.
 */
final class BatchNorms {
    private final Kernels kernels;

    BatchNorms(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Mean and variance by the corrected two-pass algorithm (Chan, Golub and LeVeque, 1983): the second pass sums what
     * is left around a first mean, and what that sum is away from 0 corrects both, so that a mean far larger than the
     * deviation costs no digits.
     */
    void forward(
            BatchNorm op, Nd4jTensor x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, Nd4jTensor y) {
        double count = count(x);
        if (count == 1) {
            throw new NetworkException(
                    "%s cannot normalise a batch with one value for each channel, which has no variance: train with at least 2 examples in a batch"
                            .formatted(op.site()));
        }
        double[] center = scaled(sums(x.matrix(), x, mean), 1 / count);
        HostCopy.write(center, mean);
        center = HostCopy.read(mean); // as rounded: what is subtracted
        INDArray centered = y.matrix();
        kernels.subtract(x.matrix(), kernels.spread(center, x), centered);
        double[] rest = scaled(sums(centered, x, mean), 1 / count);
        INDArray squares = kernels.scratch(0, centered.shape());
        kernels.multiply(centered, centered, squares);
        double[] spreads = scaled(sums(squares, x, variance), 1 / count);

        int channels = x.channels();
        double[] gammas = HostCopy.read(gamma);
        double[] betas = HostCopy.read(beta);
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            // max() passes NaN on, and nothing else is below 0 but rounding.
            spreads[c] = Math.max(0, spreads[c] - rest[c] * rest[c]);
            scale[c] = gammas[c] / Math.sqrt(spreads[c] + op.eps());
            shift[c] = betas[c] - rest[c] * scale[c];
            center[c] += rest[c];
        }
        HostCopy.write(center, mean);
        HostCopy.write(spreads, variance);
        kernels.multiply(centered, kernels.spread(scale, x), centered);
        kernels.add(centered, kernels.spread(shift, x), centered);
    }

    /**
     * With {@code x̂ = (x - mean) / √(variance + eps)} over M values of a channel: {@code dBeta = Σ dy},
     * {@code dGamma = Σ dy x̂}, {@code dx = gamma / √(variance + eps) (dy - dBeta / M - x̂ dGamma / M)} (Ioffe and
     * Szegedy, 2015, section 3).
     */
    void backward(
            BatchNorm op,
            Nd4jTensor x,
            INDArray gamma,
            INDArray mean,
            INDArray variance,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        double count = count(x);
        int channels = x.channels();
        INDArray centered = kernels.scratch(0, x.matrix().shape());
        kernels.subtract(x.matrix(), kernels.spread(HostCopy.read(mean), x), centered);
        INDArray product = dx != null ? dx.matrix() : centered;
        kernels.multiply(centered, dy.matrix(), product);
        double[] dGammas = sums(product, x, dGamma);
        double[] dBetas = sums(dy.matrix(), x, dBeta);

        double[] gammas = HostCopy.read(gamma);
        double[] variances = HostCopy.read(variance);
        double[] ofDy = new double[channels];
        double[] ofCentered = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            double inverseDeviation = 1 / Math.sqrt(variances[c] + op.eps());
            dGammas[c] *= inverseDeviation;
            ofDy[c] = gammas[c] * inverseDeviation;
            ofCentered[c] = -ofDy[c] * inverseDeviation * dGammas[c] / count;
            shift[c] = -ofDy[c] * dBetas[c] / count;
        }
        HostCopy.write(dGammas, dGamma);
        if (dx != null) {
            kernels.multiply(centered, kernels.spread(ofCentered, x), centered);
            kernels.multiply(dy.matrix(), kernels.spread(ofDy, x), dx.matrix());
            kernels.add(dx.matrix(), centered, dx.matrix());
            kernels.add(dx.matrix(), kernels.spread(shift, x), dx.matrix());
        }
    }

    /** A scale and a shift: y = x · gamma/√(variance + eps) + (beta - mean · gamma/√(variance + eps)). */
    void inference(
            BatchNorm op, Nd4jTensor x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, Nd4jTensor y) {
        double[] scale = HostCopy.read(gamma);
        double[] shift = HostCopy.read(beta);
        double[] means = HostCopy.read(mean);
        double[] variances = HostCopy.read(variance);
        for (int c = 0; c < scale.length; c++) {
            scale[c] /= Math.sqrt(variances[c] + op.eps());
            shift[c] -= means[c] * scale[c];
        }
        kernels.multiply(x.matrix(), kernels.spread(scale, x), y.matrix());
        kernels.add(y.matrix(), kernels.spread(shift, x), y.matrix());
    }

    /** How many values of a batch one channel has. */
    private static double count(Nd4jTensor x) {
        return (double) x.batch() * x.pixels();
    }

    private double[] sums(INDArray matrix, Nd4jTensor like, INDArray sums) {
        kernels.channelSums(matrix, like, sums);
        return HostCopy.read(sums);
    }

    private static double[] scaled(double[] values, double factor) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return values;
    }
}
