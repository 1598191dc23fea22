package org.netloom.runtime.engine.nd4j;

import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.op.Embedding;

/**
 * Rows of a table, on the host. A training step touches the whole table anyway, with its gradient and with the
 * optimizer, so that reading all of it costs no order more.
 */
final class Embeddings {

    void forward(Embedding op, Nd4jTensor tokens, INDArray weight, Nd4jTensor y) {
        int[] rows = rows(op, tokens, weight.size(0));
        int features = Math.toIntExact(weight.size(1));
        double[] table = HostCopy.read(weight);
        double[] values = new double[rows.length * features];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(table, rows[i] * features, values, i * features, features);
        }
        HostCopy.write(values, y.array());
    }

    /** dWeight: for each row the sum of dy over the places of its token. */
    void backward(Embedding op, Nd4jTensor tokens, Nd4jTensor dy, INDArray dWeight) {
        int[] rows = rows(op, tokens, dWeight.size(0));
        int features = Math.toIntExact(dWeight.size(1));
        double[] gradient = HostCopy.read(dy.array());
        double[] sums = new double[Math.toIntExact(dWeight.length())];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < features; k++) {
                sums[rows[i] * features + k] += gradient[i * features + k];
            }
        }
        HostCopy.write(sums, dWeight);
    }

    private static int[] rows(Embedding op, Nd4jTensor tokens, long vocabulary) {
        double[] values = HostCopy.read(tokens.array());
        int[] rows = new int[values.length];
        for (int i = 0; i < rows.length; i++) {
            double token = values[i];
            if (!(token >= 0 && token < vocabulary && token == Math.rint(token))) {
                throw new NetworkException(String.format(
                        Locale.ROOT,
                        "%s takes tokens, whole numbers from 0 to %d, and not %s (at %d of example %d in the batch)",
                        op.site(),
                        vocabulary - 1,
                        token,
                        i % tokens.elements(),
                        i / tokens.elements()));
            }
            rows[i] = (int) token;
        }
        return rows;
    }
}
