package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.BatchNorm;
import org.netloom.runtime.engine.NdArray;

/**
 * A batch normalization with fixed statistics is a scale and a shift of each channel, which a convolution or a dense
 * layer before it can take into its weights.
 *
 * <pre>
 * gamma (W x + b - mean) / √(variance + eps) + beta = (s W) x + (s b + beta - s mean),  s = gamma / √(variance + eps)
 * </pre>
 *
 * <p>What comes out is then the difference of two numbers of the size of s mean, with their roundings, where a mean that is
 * taken off first leaves only those of x - mean. So {@link #keepsDigits} says where a mean is too far from 0 for that.
 */
public final class Folding {
    /**
     * The largest |mean - b| / √(variance + eps) that is folded into floats. Their roundings are 2⁻²⁴ of it, some of which
     * add up: it costs less than a thousandth of a standard deviation.
     */
    public static final double MEAN_OVER_DEVIATION = 4096;

    private boolean keepsDigits = true;

    /** Forgets what was folded before. */
    public void begin() {
        keepsDigits = true;
    }

    /** Whether no bias since {@link #begin} was made of a mean beyond {@link #MEAN_OVER_DEVIATION}. */
    public boolean keepsDigits() {
        return keepsDigits;
    }

    /**
     * Scales weights that are [C, …], a row for each channel.
     *
     * @param folded becomes s W, of the weights' shape
     */
    public void weight(BatchNorm op, BatchNormWeights bn, NdArray weight, NdArray folded) {
        INDArray into = folded.values();
        long channels = into.size(0);
        INDArray rows = into.assign(weight.values()).reshape(channels, into.length() / channels);
        try (INDArray scale = Nd4j.createUninitialized(into.dataType(), channels, 1)) {
            double[] values = scale(op, bn);
            for (int c = 0; c < values.length; c++) {
                scale.putScalar(c, values[c]);
            }
            rows.muliColumnVector(scale);
        }
    }

    /**
     * The bias of the folded layer: s b + beta - s mean.
     *
     * @param bias b, or null for 0
     * @param folded [C]
     */
    public void bias(BatchNorm op, BatchNormWeights bn, @Nullable NdArray bias, NdArray folded) {
        INDArray into = folded.values();
        INDArray own = NdArray.ofNullable(bias);
        INDArray mean = bn.movingMean().values();
        INDArray variance = bn.movingVariance().values();
        double[] scale = scale(op, bn);
        INDArray beta = NdArray.ofNullable(bn.beta());
        // A double has 29 bits more than a float.
        double most = into.dataType() == DataType.DOUBLE ? MEAN_OVER_DEVIATION * (1 << 29) : MEAN_OVER_DEVIATION;
        for (int c = 0; c < scale.length; c++) {
            double away = (own == null ? 0 : own.getDouble(c)) - mean.getDouble(c);
            if (Math.abs(away) > most * Math.sqrt(variance.getDouble(c) + op.eps())) {
                keepsDigits = false;
            }
            into.putScalar(c, away * scale[c] + (beta == null ? 0 : beta.getDouble(c)));
        }
    }

    /** The bias of one of several layers that are added up, of which another takes the shift: s b. */
    public void scaledBias(BatchNorm op, BatchNormWeights bn, NdArray bias, NdArray folded) {
        INDArray own = bias.values();
        INDArray into = folded.values();
        double[] scale = scale(op, bn);
        for (int c = 0; c < scale.length; c++) {
            into.putScalar(c, own.getDouble(c) * scale[c]);
        }
    }

    private static double[] scale(BatchNorm op, BatchNormWeights bn) {
        INDArray gamma = NdArray.ofNullable(bn.gamma());
        INDArray variance = bn.movingVariance().values();
        double[] scale = new double[Math.toIntExact(variance.length())];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = (gamma == null ? 1 : gamma.getDouble(c)) / Math.sqrt(variance.getDouble(c) + op.eps());
        }
        return scale;
    }
}
