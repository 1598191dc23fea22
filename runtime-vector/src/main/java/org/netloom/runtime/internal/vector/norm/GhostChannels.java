package org.netloom.runtime.internal.vector.norm;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.LaneNorm;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Share;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchStatistics;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/**
 * The part of {@link GhostNorms} that is done in double, one example after another: workers share the channels, and each
 * reads and writes the lanes of its own.
 */
final class GhostChannels implements Workers.Task {
    enum Kind {
        /** From the examples' moments to those of the parts and the batch, and to mean, factor and offset in each lane. */
        STATISTICS,
        /** The part's mean in each lane. */
        MEANS,
        /** From the examples' sums to the parameters' gradients, and to scale, slope and shift in each lane. */
        GRADIENTS
    }

    Kind kind = Kind.STATISTICS;
    private @Nullable BatchStatistics statistics;
    private @Nullable INDArray gamma;
    private @Nullable INDArray beta;
    private @Nullable INDArray dGamma;
    private @Nullable INDArray dBeta;
    private double eps;
    private int channels;
    private int pixels;
    private int batch;
    private int spare;
    private long lanes;

    /** @param lanesOfPlanes {@link LaneNorm#VECTORS} vectors for each plane */
    void of(BatchNorm op, VectorTensor x, BatchStatistics ofBatch, Affine affine, long lanesOfPlanes) {
        statistics = ofBatch;
        gamma = NdArray.ofNullable(affine.gamma());
        beta = NdArray.ofNullable(affine.beta());
        eps = op.eps();
        channels = x.channels();
        pixels = x.pixels();
        batch = x.batch();
        spare = Lanes.COUNT - x.lanesOfLast();
        lanes = lanesOfPlanes;
    }

    /** Where the gradients by gamma and beta go, if anybody wants them. */
    void into(Affine dAffine) {
        dGamma = NdArray.ofNullable(dAffine.gamma());
        dBeta = NdArray.ofNullable(dAffine.beta());
    }

    @Override
    public void run(int share, int shares) {
        BatchStatistics of = requireNonNull(statistics);
        int end = Share.first(channels, share + 1, shares);
        for (int c = Share.first(channels, share, shares); c < end; c++) {
            switch (kind) {
                case STATISTICS -> measure(of, c);
                case MEANS -> means(of, c);
                case GRADIENTS -> gradients(of, c);
            }
        }
    }

    private void measure(BatchStatistics of, int c) {
        of.mean()[c] = mean(c, 0, batch);
        of.variance()[c] = variance(c, 0, batch, of.mean()[c]);
        if (of.wantsExampleVariance()) {
            of.exampleVariance()[c] = betweenExamples(c, 0, batch, of.mean()[c]) / batch;
        }
        for (int part = 0; part < of.parts(); part++) {
            int first = of.firstExample(part);
            int end = of.firstExample(part + 1);
            double mean = mean(c, first, end);
            double variance = variance(c, first, end, mean);
            of.partMeans()[part * channels + c] = mean;
            of.partVariances()[part * channels + c] = variance;
            double factor = Normalization.at(gamma, c, 1) / Math.sqrt(variance + eps);
            put(first, end, c, 0, mean);
            put(first, end, c, 1, factor);
            // The offset makes up for what the mean loses as a float.
            put(first, end, c, 2, Normalization.at(beta, c, 0) - factor * (mean - (float) mean));
        }
    }

    private double mean(int c, int first, int end) {
        double sum = 0;
        for (int n = first; n < end; n++) {
            sum += meanOfExample(n, c);
        }
        return sum / (end - first);
    }

    private double meanOfExample(int n, int c) {
        return get(n, c, 0) + get(n, c, 1);
    }

    /** Of the examples' own squares and those of their means (Chan, Golub and LeVeque, 1983). */
    private double variance(int c, int first, int end, double mean) {
        double squares = pixels * betweenExamples(c, first, end, mean);
        for (int n = first; n < end; n++) {
            squares += get(n, c, 2);
        }
        return squares / ((double) (end - first) * pixels);
    }

    private double betweenExamples(int c, int first, int end, double mean) {
        double squares = 0;
        for (int n = first; n < end; n++) {
            double away = meanOfExample(n, c) - mean;
            squares += away * away;
        }
        return squares;
    }

    private void means(BatchStatistics of, int c) {
        for (int part = 0; part < of.parts(); part++) {
            put(of.firstExample(part), of.firstExample(part + 1), c, 0, of.partMeans()[part * channels + c]);
        }
    }

    private void gradients(BatchStatistics of, int c) {
        double ofGamma = 0;
        double ofBeta = 0;
        for (int part = 0; part < of.parts(); part++) {
            int first = of.firstExample(part);
            int end = of.firstExample(part + 1);
            double sum = 0;
            double products = 0;
            for (int n = first; n < end; n++) {
                sum += get(n, c, 1);
                products += get(n, c, 2);
            }
            double mean = of.partMeans()[part * channels + c];
            double drift = mean - (float) mean;
            double inverse = 1 / Math.sqrt(of.partVariances()[part * channels + c] + eps);
            double ofUnit = (products - drift * sum) * inverse;
            double count = (double) (end - first) * pixels;
            double scale = Normalization.at(gamma, c, 1) * inverse;
            double slope = -scale * inverse * ofUnit / count;
            put(first, end, c, 1, scale);
            put(first, end, c, 2, slope);
            put(first, end, c, 3, -scale * sum / count - slope * drift);
            ofGamma += ofUnit;
            ofBeta += sum;
        }
        Normalization.put(dGamma, c, ofGamma);
        Normalization.put(dBeta, c, ofBeta);
    }

    private double get(int n, int c, int field) {
        return Lanes.get(place(n, c, field));
    }

    /** Gives a number to the examples from {@code first} to before {@code end}; spare lanes get the last example's. */
    private void put(int first, int end, int c, int field, double value) {
        int last = end == batch ? end + spare : end;
        for (int n = first; n < last; n++) {
            Lanes.put(place(n, c, field), (float) value);
        }
    }

    private long place(int n, int c, int field) {
        long vector = ((long) (n / Lanes.COUNT) * channels + c) * LaneNorm.VECTORS + field;
        return lanes + vector * Lanes.BYTES + (long) (n % Lanes.COUNT) * Float.BYTES;
    }
}
