package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.GroupNorm;
import org.netloom.op.LayerNorm;

/**
 * Normalizations with the statistics of a part of one example, on the host, in double: such a part is a row of the
 * activations seen as a matrix.
 */
final class RowNorms {
    private final Kernels kernels;

    RowNorms(Kernels kernels) {
        this.kernels = kernels;
    }

    void layerNorm(LayerNorm op, Nd4jTensor x, INDArray gamma, INDArray beta, Nd4jTensor y) {
        forward(Rows.ofLayers(x), op.eps(), x, gamma, beta, y);
    }

    void layerNormBackward(
            LayerNorm op,
            Nd4jTensor x,
            INDArray gamma,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        Rows rows = Rows.ofLayers(x);
        INDArray product = kernels.scratch(0, rows.count, rows.width);
        backward(rows, op.eps(), x, gamma, dy, dx, product);
        INDArray ones = kernels.ones(1, rows.count);
        INDArray gradient = dy.memory().view(rows.count, rows.width);
        kernels.matmul(ones, false, product, false, dGamma.reshape(1, rows.width));
        kernels.matmul(ones, false, gradient, false, dBeta.reshape(1, rows.width));
    }

    void groupNorm(GroupNorm op, Nd4jTensor x, INDArray gamma, INDArray beta, Nd4jTensor y) {
        forward(Rows.ofGroups(op, x), op.eps(), x, gamma, beta, y);
    }

    void groupNormBackward(
            GroupNorm op,
            Nd4jTensor x,
            INDArray gamma,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        INDArray product = kernels.scratch(0, x.matrix().shape());
        backward(Rows.ofGroups(op, x), op.eps(), x, gamma, dy, dx, product);
        kernels.channelSums(product, x, dGamma);
        kernels.channelSums(dy.matrix(), dy, dBeta);
    }

    /** {@code y = gamma x̂ + beta} with {@code x̂ = (x - mean) / √(variance + eps)}. */
    private static void forward(Rows rows, double eps, Nd4jTensor x, INDArray gamma, INDArray beta, Nd4jTensor y) {
        HostArray in = HostArray.read(x.array());
        HostArray gammas = HostArray.read(gamma);
        HostArray betas = HostArray.read(beta);
        HostArray out = HostArray.write(y.array());
        HostLoop.forEach(rows.count, rows.width, row -> {
            double mean = rows.mean(in, row);
            double inverse = rows.inverseDeviation(in, row, mean, eps);
            for (int p = 0; p < rows.parameters(); p++) {
                double scale = gammas.get(rows.parameter(row) + p) * inverse;
                double shift = betas.get(rows.parameter(row) + p);
                int first = row * rows.width + p * rows.run;
                for (int i = first; i < first + rows.run; i++) {
                    out.set(i, (in.get(i) - mean) * scale + shift);
                }
            }
        });
    }

    /**
     * With {@code g = gamma dy}: {@code dx = (g - mean(g) - x̂ mean(g x̂)) / √(variance + eps)}, the means over a row (Ba,
     * Kiros and Hinton, 2016, by the chain rule).
     *
     * @param product becomes dy x̂, whose sums are the gradient by gamma
     */
    private static void backward(
            Rows rows,
            double eps,
            Nd4jTensor x,
            INDArray gamma,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray product) {
        HostArray in = HostArray.read(x.array());
        HostArray gammas = HostArray.read(gamma);
        HostArray gradient = HostArray.read(dy.array());
        HostArray products = HostArray.write(product);
        HostArray out = dx == null ? null : HostArray.write(dx.array());
        HostLoop.forEach(rows.count, rows.width, row -> {
            double mean = rows.mean(in, row);
            double inverse = rows.inverseDeviation(in, row, mean, eps);
            double sum = 0;
            double sumOfProducts = 0;
            for (int p = 0; p < rows.parameters(); p++) {
                double scale = gammas.get(rows.parameter(row) + p);
                int first = row * rows.width + p * rows.run;
                for (int i = first; i < first + rows.run; i++) {
                    double dyUnit = gradient.get(i) * (in.get(i) - mean) * inverse;
                    products.set(i, dyUnit);
                    sum += scale * gradient.get(i);
                    sumOfProducts += scale * dyUnit;
                }
            }
            if (out == null) {
                return;
            }
            double ofUnit = sumOfProducts / rows.width * inverse;
            double level = sum / rows.width;
            for (int p = 0; p < rows.parameters(); p++) {
                double scale = gammas.get(rows.parameter(row) + p);
                int first = row * rows.width + p * rows.run;
                for (int i = first; i < first + rows.run; i++) {
                    out.set(i, (scale * gradient.get(i) - level - (in.get(i) - mean) * ofUnit) * inverse);
                }
            }
        });
    }

    /**
     * How activations are cut up: {@code count} parts of {@code width} values, each with a mean and a variance. A row's
     * values share gamma and beta in runs, and rows take turns to go through them.
     *
     * @param run how many values one after another have the same gamma and beta
     * @param turns after how many rows the parameters begin again
     */
    private record Rows(int count, int width, int run, int turns) {
        /** An example, or each step of a sequence [T,F]. */
        static Rows ofLayers(Nd4jTensor x) {
            int steps = x.shape().size() == 2 ? x.shape().get(0) : 1;
            return new Rows(x.batch() * steps, Math.toIntExact(x.elements() / steps), 1, 1);
        }

        static Rows ofGroups(GroupNorm op, Nd4jTensor x) {
            return new Rows(
                    x.batch() * op.groups(),
                    Math.toIntExact(x.elements() / op.groups()),
                    Math.toIntExact(x.pixels()),
                    op.groups());
        }

        /** How many values of gamma a row has. */
        int parameters() {
            return width / run;
        }

        /** The first of them. */
        int parameter(int row) {
            return row % turns * parameters();
        }

        double mean(HostArray x, int row) {
            double sum = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                sum += x.get(i);
            }
            return sum / width;
        }

        /** 1 / √(variance + eps), by the corrected two-pass algorithm of {@link BatchNorms}. */
        double inverseDeviation(HostArray x, int row, double mean, double eps) {
            double rest = 0;
            double squares = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                double centered = x.get(i) - mean;
                rest += centered;
                squares += centered * centered;
            }
            // max() passes NaN on, and nothing else is below 0 but rounding.
            return 1 / Math.sqrt(Math.max(0, (squares - rest * rest / width) / width) + eps);
        }
    }
}
