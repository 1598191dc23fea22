package org.netloom.runtime.internal.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.RowFunction;
import org.netloom.runtime.engine.Labels;
import org.netloom.runtime.exception.NetworkException;

/**
 * Losses in double on the host: they are a small part of a network's numbers, and ND4J's log_softmax and
 * softmax_cross_entropy_loss_with_logits break down where one logit is far above the others.
 */
final class Losses {
    private final Kernels kernels;

    Losses(Kernels kernels) {
        this.kernels = kernels;
    }

    /**
     * Softmax after subtracting the largest logit, so that no exponential overflows and one of them is 1. The positions
     * of a sequence are rows as examples are.
     */
    double crossEntropy(Nd4jTensor logits, int[] labels, Nd4jTensor dLogits) {
        Labels.require(logits, labels);
        int classes = logits.shape().get(logits.shape().size() - 1);
        int rows = labels.length;
        double[] values = HostCopy.read(logits.array());
        double sum = 0;
        for (int n = 0; n < rows; n++) {
            int label = labels[n];
            int row = n * classes;
            double largest = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                largest = Math.max(largest, values[row + k]); // NaN if one is
            }
            double ofLabel = values[row + label] - largest;
            double total = 0;
            for (int k = 0; k < classes; k++) {
                values[row + k] = Math.exp(values[row + k] - largest);
                total += values[row + k];
            }
            sum += Math.log(total) - ofLabel;
            for (int k = 0; k < classes; k++) {
                values[row + k] = (values[row + k] / total - (k == label ? 1 : 0)) / rows;
            }
        }
        HostCopy.write(values, dLogits.array());
        return sum / rows;
    }

    /** Any loss of rows, whose targets are classes. */
    double ofClasses(RowFunction loss, Nd4jTensor y, int[] labels, Nd4jTensor dy) {
        Labels.require(y, labels, loss);
        double total = 0;
        for (int label : labels) {
            total += loss.ignores(label) ? 0 : loss.weight(label);
        }
        double[] values = HostCopy.read(y.array());
        double[] row = new double[y.shape().get(y.shape().size() - 1)];
        double[] gradient = new double[row.length];
        double sum = 0;
        for (int n = 0; n < labels.length; n++) {
            System.arraycopy(values, n * row.length, row, 0, row.length);
            sum += loss.ofClass(row, labels[n], gradient);
            put(gradient, total, values, n * row.length);
        }
        HostCopy.write(values, dy.array());
        return total == 0 ? 0 : sum / total;
    }

    /** Any loss of rows, whose targets are numbers. */
    double ofNumbers(RowFunction loss, Nd4jTensor y, INDArray target, Nd4jTensor dy) {
        double[] targets = targets(y, target);
        double[] values = HostCopy.read(y.array());
        double[] row = new double[y.shape().get(y.shape().size() - 1)];
        double[] wanted = new double[row.length];
        double[] gradient = new double[row.length];
        int rows = values.length / row.length;
        double sum = 0;
        for (int n = 0; n < rows; n++) {
            System.arraycopy(values, n * row.length, row, 0, row.length);
            System.arraycopy(targets, n * row.length, wanted, 0, row.length);
            sum += loss.ofNumbers(row, wanted, gradient);
            put(gradient, rows, values, n * row.length);
        }
        HostCopy.write(values, dy.array());
        return sum / rows;
    }

    private static void put(double[] gradient, double total, double[] into, int at) {
        for (int k = 0; k < gradient.length; k++) {
            into[at + k] = total == 0 ? 0 : gradient[k] / total;
        }
    }

    private double[] targets(Nd4jTensor y, INDArray target) {
        if (target.length() != y.batch() * y.elements() || target.size(0) != y.batch()) {
            throw new NetworkException("a target of shape %s for an output of shape %s"
                    .formatted(java.util.Arrays.toString(target.shape()), y));
        }
        INDArray wanted = kernels.scratch(0, target.shape());
        wanted.assign(target);
        return HostCopy.read(wanted);
    }

    double meanSquaredError(Nd4jTensor y, INDArray target, Nd4jTensor dy) {
        double[] targets = targets(y, target);
        double[] values = HostCopy.read(y.array());
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double difference = values[i] - targets[i];
            sum += difference * difference;
            values[i] = 2 * difference / values.length;
        }
        HostCopy.write(values, dy.array());
        return sum / values.length;
    }
}
