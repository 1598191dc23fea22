package org.netloom.runtime.internal.vector.sequence;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Share;
import org.netloom.kernel.internal.Transpose;
import org.netloom.op.Embedding;
import org.netloom.runtime.engine.Vocabulary;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.PlaneTask;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Rows of a table. They are collected as rows and transposed, or the other way round, one step of one block at a time. */
final class Embeddings implements AutoCloseable {
    private final Workers workers;
    private final ForwardTask forward = new ForwardTask();
    private final ClearTask clear = new ClearTask();
    private final SumsTask sums = new SumsTask();
    private final VectorMemory scratch = new VectorMemory();

    /** The row of each token, [N/V][T][V]. */
    private int[] rows = new int[0];

    Embeddings(Workers workers) {
        this.workers = workers;
        scratch.reserve(Lanes.COUNT);
    }

    void forward(Embedding op, VectorTensor tokens, INDArray weight, VectorTensor y) {
        readRows(op, tokens, Math.toIntExact(weight.size(0)));
        forward.of(y, weight);
        workers.run(forward, y.vectors());
    }

    /** dWeight: for each row the sum of dy over the places of its token, in their order. */
    void backward(Embedding op, VectorTensor tokens, VectorTensor dy, INDArray dWeight) {
        readRows(op, tokens, Math.toIntExact(dWeight.size(0)));
        clear.of(dWeight);
        workers.run(clear, clear.floats / Lanes.COUNT);
        sums.of(dy, dWeight);
        workers.run(sums, dy.vectors());
    }

    private void readRows(Embedding op, VectorTensor tokens, int vocabulary) {
        int elements = tokens.elements();
        int places = tokens.blocks() * elements * Lanes.COUNT;
        if (rows.length < places) {
            rows = new int[places];
        }
        long address = tokens.address();
        for (int n = 0; n < tokens.batch(); n++) {
            for (int t = 0; t < elements; t++) {
                int place = (n / Lanes.COUNT * elements + t) * Lanes.COUNT + n % Lanes.COUNT;
                rows[place] = Vocabulary.row(op, Lanes.get(address + (long) place * Float.BYTES), vocabulary, t, n);
            }
        }
    }

    /** Room for the rows of a block's step, for each worker. */
    private long room(int features) {
        return scratch.address(workers.count() * features);
    }

    @Override
    public void close() {
        scratch.close();
    }

    /** Workers share the steps of all blocks. */
    private final class ForwardTask extends PlaneTask {
        private int features;
        private long weight;
        private long y;
        private long room;

        void of(VectorTensor out, INDArray table) {
            over(out);
            features = out.pixels();
            weight = Operands.address(table);
            y = out.address();
            room = room(features);
        }

        @Override
        protected void plane(int worker, int block, int step, int number, int lanes) {
            long bytes = (long) features * Float.BYTES;
            long collected = room + worker * bytes * Lanes.COUNT;
            for (int lane = 0; lane < lanes; lane++) {
                Lanes.copy(weight + rows[number * Lanes.COUNT + lane] * bytes, collected + lane * bytes, bytes);
            }
            Transpose.toBlock(collected, y + (long) number * features * Lanes.BYTES, features, lanes, true);
        }
    }

    private static final class ClearTask implements Workers.Task {
        private long memory;
        private int floats;

        void of(INDArray array) {
            memory = Operands.address(array);
            floats = Math.toIntExact(array.length());
        }

        @Override
        public void run(int share, int shares) {
            long from = Share.first(floats, share, shares);
            Lanes.clear(memory + from * Float.BYTES, (Share.first(floats, share + 1, shares) - from) * Float.BYTES);
        }
    }

    /** Workers share the columns of the table, so that each sum is one worker's, however often a token occurs. */
    private final class SumsTask implements Workers.Task {
        private int features;
        private int steps;
        private int blocks;
        private int lanesOfLast;
        private long dy;
        private long dWeight;
        private long room;

        void of(VectorTensor gradient, INDArray table) {
            features = gradient.pixels();
            steps = gradient.channels();
            blocks = gradient.blocks();
            lanesOfLast = gradient.lanesOfLast();
            dy = gradient.address();
            dWeight = Operands.address(table);
            room = room(features);
        }

        @Override
        public void run(int share, int shares) {
            int vectors = Lanes.blocks(features);
            int from = Share.first(vectors, share, shares) * Lanes.COUNT;
            int count = Math.min(features, Share.first(vectors, share + 1, shares) * Lanes.COUNT) - from;
            if (count <= 0) {
                return;
            }
            long bytes = (long) count * Float.BYTES;
            long collected = room + (long) share * features * Lanes.BYTES;
            for (int number = 0; number < blocks * steps; number++) {
                int lanes = number / steps == blocks - 1 ? lanesOfLast : Lanes.COUNT;
                Transpose.toRows(dy + ((long) number * features + from) * Lanes.BYTES, collected, count, lanes);
                for (int lane = 0; lane < lanes; lane++) {
                    long row = rows[number * Lanes.COUNT + lane];
                    Planes.axpy(1, collected + lane * bytes, dWeight + (row * features + from) * Float.BYTES, count);
                }
            }
        }
    }
}
