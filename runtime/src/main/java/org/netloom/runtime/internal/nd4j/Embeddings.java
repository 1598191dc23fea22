package org.netloom.runtime.internal.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Embedding;
import org.netloom.runtime.engine.Vocabulary;

/** Rows of a table, on the host. */
final class Embeddings {
    /** The row of each place, [N·T]. */
    private int[] rows = new int[0];
    /** The places of each row, one row after another. */
    private int[] places = new int[0];
    /** Where the places of each row begin, and behind the last row their number. */
    private int[] begins = new int[0];

    void forward(Embedding op, Nd4jTensor tokens, INDArray weight, Nd4jTensor y) {
        int count = readRows(op, tokens, Math.toIntExact(weight.size(0)));
        int features = Math.toIntExact(weight.size(1));
        HostArray table = HostArray.read(weight);
        HostArray out = HostArray.write(y.array());
        HostLoop.forEach(count, features, i -> out.copy(i * features, table, rows[i] * features, features));
    }

    /** dWeight: for each row the sum of dy over the places of its token, in double. */
    void backward(Embedding op, Nd4jTensor tokens, Nd4jTensor dy, INDArray dWeight) {
        int vocabulary = Math.toIntExact(dWeight.size(0));
        int features = Math.toIntExact(dWeight.size(1));
        sortPlaces(readRows(op, tokens, vocabulary), vocabulary);
        HostArray gradient = HostArray.read(dy.array());
        HostArray sums = HostArray.write(dWeight);
        HostLoop.forEach(vocabulary, features, row -> {
            for (int k = 0; k < features; k++) {
                double sum = 0;
                for (int i = begins[row]; i < begins[row + 1]; i++) {
                    sum += gradient.get(places[i] * features + k);
                }
                sums.set(row * features + k, sum);
            }
        });
    }

    /** Puts places of one row next to each other, in their order: a counting sort. */
    private void sortPlaces(int count, int vocabulary) {
        if (places.length < count) {
            places = new int[count];
        }
        if (begins.length <= vocabulary) {
            begins = new int[vocabulary + 1];
        }
        Arrays.fill(begins, 0);
        for (int i = 0; i < count; i++) {
            begins[rows[i]]++;
        }
        for (int row = 1; row <= vocabulary; row++) {
            begins[row] += begins[row - 1]; // where the places of the row end
        }
        for (int i = count - 1; i >= 0; i--) {
            places[--begins[rows[i]]] = i;
        }
    }

    /** How many tokens there are; their rows are in {@link #rows}. */
    private int readRows(Embedding op, Nd4jTensor tokens, int vocabulary) {
        HostArray values = HostArray.read(tokens.array());
        int count = values.length();
        int elements = Math.toIntExact(tokens.elements());
        if (rows.length < count) {
            rows = new int[count];
        }
        for (int i = 0; i < count; i++) {
            rows[i] = Vocabulary.row(op, values.get(i), vocabulary, i % elements, i / elements);
        }
        return count;
    }
}
