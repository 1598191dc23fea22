package org.netloom.runtime.internal.nd4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Array;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.BatchVariance;
import org.netloom.runtime.engine.NdArray;

/**
 * Batch normalization of [N·C, H·W] rows or [N,F] columns, of the whole batch or of its parts.
 *
 * <p>Composed of broadcasts and {@linkplain ChannelParts sums of channels}: ND4J's batchnorm_bp takes several times as
 * long, computes with a float eps and 1/N even for doubles, and is wrong where the statistics are not the batch's own.
 * What is one value for each channel is computed here, in double; such arrays are [P,C] in row-major order.
 */
final class BatchNorms {
    private static final Affine UNSCALED = new Affine(null, null);

    private final Kernels kernels;
    private final ChannelParts parts;

    BatchNorms(Kernels kernels) {
        this.kernels = kernels;
        this.parts = kernels.own(new ChannelParts(kernels));
    }

    void forward(BatchNorm op, Nd4jTensor x, Affine affine, BatchStatistics statistics, Nd4jTensor y) {
        statistics.begin(x.batch(), x.pixels(), op.parts(x.batch()));
        BatchVariance.require(op, statistics);
        INDArray centered = y.matrix();
        double[] rest = measure(x, centered, statistics);

        int channels = x.channels();
        double[] scale = new double[rest.length];
        double[] shift = new double[rest.length];
        double[] gammas = gammas(affine, channels);
        double[] betas = betas(affine, channels);
        double[] variances = statistics.partVariances();
        for (int i = 0; i < rest.length; i++) {
            scale[i] = gammas[i % channels] / Math.sqrt(variances[i] + op.eps());
            shift[i] = betas[i % channels] - rest[i] * scale[i];
        }
        kernels.multiply(centered, parts.spread(scale, statistics, x), centered);
        kernels.add(centered, parts.spread(shift, statistics, x), centered);
    }

    /** Mean and variance of the whole batch. */
    void moments(Nd4jTensor x, BatchStatistics statistics) {
        statistics.begin(x.batch(), x.pixels(), 1);
        measure(x, kernels.scratch(0, x.matrix().shape()), statistics);
    }

    /**
     * Mean and variance by the corrected two-pass algorithm (Chan, Golub and LeVeque, 1983): the second pass sums what
     * is left around a first mean, and what that sum is away from 0 corrects both, so that a mean far larger than the
     * deviation costs no digits. Where the first mean is off by more than the deviation, as a sum in float is of equal
     * values around 1e6, the second pass is made again around the corrected one.
     *
     * @param centered becomes x without its first means
     * @return by how much the means are larger than these, [P,C]
     */
    private double[] measure(Nd4jTensor x, INDArray centered, BatchStatistics statistics) {
        double[] first = parts.means(parts.sums(x.matrix(), statistics, x), statistics, x);
        Deviations deviations = deviations(x, first, centered, statistics);
        if (deviations.areOff()) {
            for (int i = 0; i < first.length; i++) {
                first[i] += deviations.rest[i];
            }
            deviations = deviations(x, first, centered, statistics);
        }
        double[] rest = deviations.rest;
        double[] spreads = deviations.squares;
        double[] ofExamples = deviations.ofExamples;
        double[] means = statistics.partMeans();
        double[] variances = statistics.partVariances();
        for (int i = 0; i < rest.length; i++) {
            // max() passes NaN on, and nothing else is below 0 but rounding.
            variances[i] = Math.max(0, spreads[i] - rest[i] * rest[i]);
            means[i] = first[i] + rest[i];
        }
        for (int i = 0; ofExamples != null && i < rest.length; i++) {
            ofExamples[i] = Math.max(0, ofExamples[i] - rest[i] * rest[i]);
        }
        PartMoments.merge(statistics, ofExamples);
        return rest;
    }

    /** The second pass; first means become what was subtracted: themselves as the array's type rounds them. */
    private Deviations deviations(Nd4jTensor x, double[] first, INDArray centered, BatchStatistics statistics) {
        kernels.subtract(x.matrix(), parts.spread(first, statistics, x), centered);
        parts.round(first);
        INDArray restOfExamples = kernels.exampleSums(centered, x);
        double[] rest = parts.means(parts.sumsOf(restOfExamples, statistics), statistics, x);
        double[] ofExamples = statistics.wantsExampleVariance()
                ? parts.meanSquares(restOfExamples, (double) x.pixels(), statistics)
                : null;
        INDArray squares = kernels.scratch(0, centered.shape());
        kernels.multiply(centered, centered, squares);
        return new Deviations(rest, parts.means(parts.sums(squares, statistics, x), statistics, x), ofExamples);
    }

    /** What is left around first means, [P,C] each. */
    private static final class Deviations {
        /** The mean of it. */
        final double[] rest;

        /** The mean of its squares. */
        final double[] squares;

        /** The mean of the squares of each example's own mean of it; null where nobody asked. */
        final double @Nullable [] ofExamples;

        Deviations(double[] rest, double[] squares, double @Nullable [] ofExamples) {
            this.rest = rest;
            this.squares = squares;
            this.ofExamples = ofExamples;
        }

        /** Whether more than half of the squares are the first mean's fault, so that the variance would lose digits. */
        boolean areOff() {
            for (int i = 0; i < rest.length; i++) {
                if (rest[i] * rest[i] > squares[i] / 2) {
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * With {@code x̂ = (x - mean) / √(variance + eps)} over M values of a channel: {@code dBeta = Σ dy},
     * {@code dGamma = Σ dy x̂}, {@code dx = gamma / √(variance + eps) (dy - dBeta / M - x̂ dGamma / M)} (Ioffe and
     * Szegedy, 2015, section 3); of a batch in parts for each part, and dBeta and dGamma summed over them.
     */
    void backward(
            BatchNorm op,
            Nd4jTensor x,
            Affine affine,
            BatchStatistics statistics,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            Affine dAffine) {
        INDArray centered = kernels.scratch(0, x.matrix().shape());
        double[] means = statistics.partMeans();
        kernels.subtract(x.matrix(), parts.spread(means, statistics, x), centered);
        double[] subtracted = means.clone();
        parts.round(subtracted);
        INDArray product = dx != null ? dx.matrix() : centered;
        kernels.multiply(centered, dy.matrix(), product);
        double[] dGammas = parts.sums(product, statistics, x);
        double[] dBetas = parts.sums(dy.matrix(), statistics, x);

        int channels = x.channels();
        double[] gammas = gammas(affine, channels);
        double[] variances = statistics.partVariances();
        double[] ofDy = new double[dGammas.length];
        double[] ofCentered = new double[dGammas.length];
        double[] shift = new double[dGammas.length];
        for (int i = 0; i < dGammas.length; i++) {
            double count = (double) statistics.examples(i / channels) * x.pixels();
            double inverseDeviation = 1 / Math.sqrt(variances[i] + op.eps());
            // What the mean loses as a float was not subtracted.
            double drift = means[i] - subtracted[i];
            dGammas[i] = (dGammas[i] - drift * dBetas[i]) * inverseDeviation;
            ofDy[i] = gammas[i % channels] * inverseDeviation;
            ofCentered[i] = -ofDy[i] * inverseDeviation * dGammas[i] / count;
            shift[i] = -ofDy[i] * dBetas[i] / count - ofCentered[i] * drift;
        }
        writeSummed(dGammas, dAffine.gamma(), channels);
        writeSummed(dBetas, dAffine.beta(), channels);
        if (dx != null) {
            kernels.multiply(centered, parts.spread(ofCentered, statistics, x), centered);
            kernels.multiply(dy.matrix(), parts.spread(ofDy, statistics, x), dx.matrix());
            kernels.add(dx.matrix(), centered, dx.matrix());
            kernels.add(dx.matrix(), parts.spread(shift, statistics, x), dx.matrix());
        }
    }

    /**
     * {@code y = (x - mean) gamma / √(variance + eps) + beta}. Not a scale and a shift of x, which for a mean far larger than
     * the deviation are the difference of two large numbers.
     */
    void inference(BatchNorm op, Nd4jTensor x, Affine affine, INDArray mean, INDArray variance, Nd4jTensor y) {
        kernels.subtract(x.matrix(), kernels.spread(HostCopy.read(mean), x), y.matrix());
        kernels.multiply(y.matrix(), kernels.spread(scale(op, affine, variance), x), y.matrix());
        INDArray beta = NdArray.ofNullable(affine.beta());
        if (beta != null) {
            kernels.add(y.matrix(), kernels.spread(HostCopy.read(beta), x), y.matrix());
        }
    }

    /** dBeta = Σ dy, dGamma = Σ dy (x - mean) / √(variance + eps), dx = gamma / √(variance + eps) dy. */
    void frozenBackward(
            BatchNorm op,
            Nd4jTensor x,
            Affine affine,
            INDArray mean,
            INDArray variance,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            Affine dAffine) {
        INDArray dGamma = NdArray.ofNullable(dAffine.gamma());
        if (dGamma != null) {
            INDArray centered = kernels.scratch(0, x.matrix().shape());
            kernels.subtract(x.matrix(), kernels.spread(HostCopy.read(mean), x), centered);
            kernels.multiply(centered, dy.matrix(), centered);
            kernels.channelSums(centered, x, dGamma);
            double[] dGammas = HostCopy.read(dGamma);
            double[] inverseDeviations = scale(op, UNSCALED, variance);
            for (int c = 0; c < dGammas.length; c++) {
                dGammas[c] *= inverseDeviations[c];
            }
            HostCopy.write(dGammas, dGamma);
        }
        INDArray dBeta = NdArray.ofNullable(dAffine.beta());
        if (dBeta != null) {
            kernels.channelSums(dy.matrix(), x, dBeta);
        }
        if (dx != null) {
            kernels.multiply(dy.matrix(), kernels.spread(scale(op, affine, variance), x), dx.matrix());
        }
    }

    /** gamma / √(variance + eps). */
    private static double[] scale(BatchNorm op, Affine affine, INDArray variance) {
        double[] variances = HostCopy.read(variance);
        double[] scale = gammas(affine, variances.length);
        for (int c = 0; c < scale.length; c++) {
            scale[c] /= Math.sqrt(variances[c] + op.eps());
        }
        return scale;
    }

    private static double[] gammas(Affine affine, int channels) {
        INDArray gamma = NdArray.ofNullable(affine.gamma());
        if (gamma != null) {
            return HostCopy.read(gamma);
        }
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] betas(Affine affine, int channels) {
        INDArray beta = NdArray.ofNullable(affine.beta());
        return beta == null ? new double[channels] : HostCopy.read(beta);
    }

    /** Writes the sums over the parts, [C]. */
    private static void writeSummed(double[] ofParts, @Nullable Array target, int channels) {
        if (target == null) {
            return;
        }
        double[] sums = Arrays.copyOf(ofParts, channels);
        for (int i = channels; i < ofParts.length; i++) {
            sums[i % channels] += ofParts[i];
        }
        HostCopy.write(sums, NdArray.of(target));
    }
}
