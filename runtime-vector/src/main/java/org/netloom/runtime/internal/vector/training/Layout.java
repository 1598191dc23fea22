package org.netloom.runtime.internal.vector.training;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Form;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Share;
import org.netloom.kernel.internal.Transpose;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Between arrays in row-major order and tensors with the batch innermost. */
public final class Layout {
    private final Workers workers;
    private final Task task = new Task();

    public Layout(Workers workers) {
        this.workers = workers;
    }

    /** Copies an activation in; spare lanes become copies of the last example. */
    public void write(INDArray values, VectorTensor x) {
        toBlocks(values, x, true);
    }

    /** Copies a gradient in; spare lanes become 0. */
    void writeGradient(INDArray values, VectorTensor dx) {
        toBlocks(values, dx, false);
    }

    private void toBlocks(INDArray values, VectorTensor x, boolean repeat) {
        if (isPlain(values)) {
            run(Operands.address(values), x, true, repeat);
        } else {
            try (INDArray copy = values.castTo(DataType.FLOAT).dup('c')) {
                run(Operands.address(copy), x, true, repeat);
            }
        }
    }

    /** Copies a tensor out. */
    public void read(VectorTensor x, INDArray values) {
        if (isPlain(values)) {
            run(Operands.address(values), x, false, false);
        } else {
            try (INDArray copy = Nd4j.createUninitialized(DataType.FLOAT, values.shape(), 'c')) {
                run(Operands.address(copy), x, false, false);
                values.assign(copy);
            }
        }
    }

    /** Whether the array's elements are floats that follow one another from the start of its memory. */
    private static boolean isPlain(INDArray values) {
        // A reshaped array calls itself a view, and its elements follow one another all the same.
        if (values.dataType() != DataType.FLOAT || values.offset() != 0) {
            return false;
        }
        // ND4J says 'c' of a permuted array, too, and no view of a broadcast one.
        long next = 1;
        for (int i = values.rank() - 1; i >= 0; i--) {
            if (values.size(i) != 1 && values.stride(i) != next) {
                return false;
            }
            next *= values.size(i);
        }
        return true;
    }

    private void run(long rows, VectorTensor tensor, boolean toBlocks, boolean repeat) {
        if (toBlocks && tensor.isSingle()) {
            Lanes.copy(rows, tensor.address(), (long) tensor.elements() * Float.BYTES);
            tensor.form(Form.ROWS);
            return;
        }
        if (tensor.form() != Form.BLOCKS) {
            for (int i = 0; i < tensor.elements(); i++) {
                long at = tensor.address() + (long) tensor.place(i) * Float.BYTES;
                Lanes.put(rows + (long) i * Float.BYTES, Lanes.get(at));
            }
            return;
        }
        task.rows = rows;
        task.blocks = tensor.address();
        task.count = tensor.blocks();
        task.lanesOfLast = tensor.lanesOfLast();
        task.elements = tensor.elements();
        task.toBlocks = toBlocks;
        task.repeat = repeat;
        workers.run(task);
    }

    private static final class Task implements Workers.Task {
        private long rows;
        private long blocks;
        private int count;
        private int lanesOfLast;
        private int elements;
        private boolean toBlocks;
        private boolean repeat;

        @Override
        public void run(int worker, int workers) {
            int end = Share.first(count, worker + 1, workers);
            for (int block = Share.first(count, worker, workers); block < end; block++) {
                int lanes = block == count - 1 ? lanesOfLast : Lanes.COUNT;
                long row = rows + (long) block * Lanes.COUNT * elements * Float.BYTES;
                long at = blocks + (long) block * elements * Lanes.BYTES;
                if (toBlocks) {
                    Transpose.toBlock(row, at, elements, lanes, repeat);
                } else {
                    Transpose.toRows(at, row, elements, lanes);
                }
            }
        }
    }
}
