package org.netloom.runtime.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.GroupNorm;
import org.netloom.runtime.op.LayerNorm;

/**
 * Normalisations with the statistics of a part of one example: such a part is a row of the activations seen as a
 * matrix. What is one value for each row is computed here, in double.
 */
final class RowNorms {
    private final Kernels kernels;
    private final Memory normalised;

    RowNorms(Kernels kernels) {
        this.kernels = kernels;
        normalised = kernels.own(new Memory(kernels.type()));
    }

    void layerNorm(LayerNorm op, Nd4jTensor x, INDArray gamma, INDArray beta, Nd4jTensor y) {
        forward(layerRows(x), op.eps(), new PerColumn(layerRows(x)), x, gamma, beta, y);
    }

    void layerNormBackward(
            LayerNorm op,
            Nd4jTensor x,
            INDArray gamma,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        backward(layerRows(x), op.eps(), new PerColumn(layerRows(x)), x, gamma, dy, dx, dGamma, dBeta);
    }

    void groupNorm(GroupNorm op, Nd4jTensor x, INDArray gamma, INDArray beta, Nd4jTensor y) {
        forward(groupRows(op, x), op.eps(), new PerChannel(x), x, gamma, beta, y);
    }

    void groupNormBackward(
            GroupNorm op,
            Nd4jTensor x,
            INDArray gamma,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        backward(groupRows(op, x), op.eps(), new PerChannel(x), x, gamma, dy, dx, dGamma, dBeta);
    }

    /** An example, or each step of a sequence [T,F]. */
    private static Rows layerRows(Nd4jTensor x) {
        long steps = x.shape().size() == 2 ? x.shape().get(0) : 1;
        return new Rows(x.batch() * steps, x.elements() / steps);
    }

    private static Rows groupRows(GroupNorm op, Nd4jTensor x) {
        return new Rows((long) x.batch() * op.groups(), x.elements() / op.groups());
    }

    /** {@code y = gamma x̂ + beta} with {@code x̂ = (x - mean) / √(variance + eps)}. */
    private void forward(
            Rows rows, double eps, Affine affine, Nd4jTensor x, INDArray gamma, INDArray beta, Nd4jTensor y) {
        normalise(rows.of(x.memory()), rows, eps, rows.of(y.memory()));
        INDArray result = affine.view(y.memory());
        kernels.multiply(result, affine.spread(gamma), result);
        kernels.add(result, affine.spread(beta), result);
    }

    /**
     * With {@code g = gamma dy}: {@code dx = (g - mean(g) - x̂ mean(g x̂)) / √(variance + eps)}, the means over a row;
     * {@code dGamma = Σ dy x̂}, {@code dBeta = Σ dy} (Ba, Kiros and Hinton, 2016, by the chain rule).
     */
    private void backward(
            Rows rows,
            double eps,
            Affine affine,
            Nd4jTensor x,
            INDArray gamma,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dGamma,
            INDArray dBeta) {
        INDArray unit = rows.of(normalised);
        double[] inverseDeviation = normalise(rows.of(x.memory()), rows, eps, unit);
        affine.sum(affine.view(dy.memory()), dBeta);
        INDArray product = kernels.scratch(0, rows.count, rows.width);
        kernels.multiply(unit, rows.of(dy.memory()), product);
        affine.sum(kernels.scratch(0, affine.view(dy.memory()).shape()), dGamma);
        if (dx == null) {
            return;
        }
        kernels.multiply(affine.view(dy.memory()), affine.spread(gamma), affine.view(dx.memory()));
        INDArray gradient = rows.of(dx.memory());
        double[] mean = means(gradient, rows);
        kernels.multiply(gradient, unit, product);
        double[] meanOfProduct = means(product, rows);
        for (int row = 0; row < mean.length; row++) {
            mean[row] = -mean[row];
            meanOfProduct[row] = -meanOfProduct[row];
        }
        kernels.multiply(unit, column(meanOfProduct), unit);
        kernels.add(gradient, unit, gradient);
        kernels.add(gradient, column(mean), gradient);
        kernels.multiply(gradient, column(inverseDeviation), gradient);
    }

    /**
     * {@code unit = (x - mean) / √(variance + eps)} of each row, in two passes as {@link BatchNorms} does it.
     *
     * @return 1 / √(variance + eps) of each row
     */
    private double[] normalise(INDArray x, Rows rows, double eps, INDArray unit) {
        kernels.subtract(x, column(means(x, rows)), unit);
        double[] rest = means(unit, rows);
        INDArray squares = kernels.scratch(0, rows.count, rows.width);
        kernels.multiply(unit, unit, squares);
        double[] inverse = means(squares, rows);
        for (int row = 0; row < inverse.length; row++) {
            // max() passes NaN on, and nothing else is below 0 but rounding.
            inverse[row] = 1 / Math.sqrt(Math.max(0, inverse[row] - rest[row] * rest[row]) + eps);
            rest[row] *= -inverse[row];
        }
        kernels.multiply(unit, column(inverse), unit);
        kernels.add(unit, column(rest), unit);
        return inverse;
    }

    private double[] means(INDArray matrix, Rows rows) {
        INDArray sums = kernels.scratch(1, rows.count, 1);
        kernels.matmul(matrix, false, kernels.ones(rows.width, 1), false, sums);
        double[] means = HostCopy.read(sums);
        for (int row = 0; row < means.length; row++) {
            means[row] /= rows.width;
        }
        return means;
    }

    private INDArray column(double[] perRow) {
        INDArray column = kernels.scratch(1, perRow.length, 1);
        HostCopy.write(perRow, column);
        return column;
    }

    /** How activations are cut up: {@code count} parts of {@code width} values, each with a mean and a variance. */
    private record Rows(long count, long width) {
        INDArray of(Memory memory) {
            return memory.view(count, width);
        }
    }

    /** How gamma and beta lie over the activations. */
    private interface Affine {
        /** The activations in a shape over which {@link #spread} broadcasts. */
        INDArray view(Memory memory);

        /** To be used at once: its memory is scratch. */
        INDArray spread(INDArray parameter);

        /** The sum of all values of the view that belong to each value of the parameter. */
        void sum(INDArray view, INDArray parameter);
    }

    /** One value for each place in a row. */
    private final class PerColumn implements Affine {
        private final Rows rows;

        PerColumn(Rows rows) {
            this.rows = rows;
        }

        @Override
        public INDArray view(Memory memory) {
            return rows.of(memory);
        }

        @Override
        public INDArray spread(INDArray parameter) {
            return parameter.reshape(1, rows.width);
        }

        @Override
        public void sum(INDArray view, INDArray parameter) {
            kernels.matmul(kernels.ones(1, rows.count), false, view, false, parameter.reshape(1, rows.width));
        }
    }

    /** One value for each channel. */
    private final class PerChannel implements Affine {
        private final Nd4jTensor like;

        PerChannel(Nd4jTensor like) {
            this.like = like;
        }

        @Override
        public INDArray view(Memory memory) {
            return memory.view(like.matrix().shape());
        }

        @Override
        public INDArray spread(INDArray parameter) {
            return kernels.spread(HostCopy.read(parameter), like);
        }

        @Override
        public void sum(INDArray view, INDArray parameter) {
            kernels.channelSums(view, like, parameter);
        }
    }
}
