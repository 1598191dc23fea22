package org.netloom.runtime.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Tensor;
import org.netloom.runtime.Network;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * A network's outputs [N,K] where Java can look at them, and what is said of them row by row; of sequences [N,T,K] each
 * position is a row.
 */
final class Outputs implements AutoCloseable {
    private final Engine engine;
    private final List<Integer> shape;
    private final int positions;
    private final int columns;
    /** An array for each number of examples that occurs: all batches but the last of an epoch have the same. */
    private final Map<Integer, INDArray> arrays = new HashMap<>();

    private HostMemory memory;
    private int rows;

    /** @throws org.netloom.runtime.exception.NetworkException where the network's output is an image */
    Outputs(Network network) {
        Datasets.requireRows(network);
        engine = network.engine();
        shape = network.outputShape();
        columns = shape.get(shape.size() - 1);
        positions = shape.size() == 1 ? 1 : shape.get(0);
        memory = new HostMemory(array(1));
    }

    /** Takes the outputs of a batch in. */
    void read(Tensor y) {
        rows = y.batch() * positions;
        INDArray array = array(y.batch());
        engine.read(y, array);
        memory = new HostMemory(array);
    }

    int columns() {
        return columns;
    }

    /** How many rows an example has. */
    int positions() {
        return positions;
    }

    /** How many rows the batch has. */
    int rows() {
        return rows;
    }

    double get(int row, int column) {
        int i = row * columns + column;
        return memory.isDouble() ? memory.doubles().get(i) : memory.floats().get(i);
    }

    boolean areFinite() {
        for (int row = 0; row < rows; row++) {
            for (int k = 0; k < columns; k++) {
                if (!Double.isFinite(get(row, k))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The first of the largest outputs. */
    int argmax(int row) {
        int best = 0;
        for (int k = 1; k < columns; k++) {
            if (get(row, k) > get(row, best)) {
                best = k;
            }
        }
        return best;
    }

    /** Copies a row. */
    void copy(int row, double[] into) {
        for (int k = 0; k < columns; k++) {
            into[k] = get(row, k);
        }
    }

    private INDArray array(int size) {
        return arrays.computeIfAbsent(size, n -> Nd4j.createUninitialized(engine.dataType(), batched(shape, n)));
    }

    /** [N, …shape]. */
    static long[] batched(List<Integer> shape, int examples) {
        long[] full = new long[shape.size() + 1];
        full[0] = examples;
        for (int i = 0; i < shape.size(); i++) {
            full[i + 1] = shape.get(i);
        }
        return full;
    }

    @Override
    public void close() {
        arrays.values().forEach(INDArray::close);
        arrays.clear();
    }
}
