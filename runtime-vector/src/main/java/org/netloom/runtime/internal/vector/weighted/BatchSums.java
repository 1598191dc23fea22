package org.netloom.runtime.internal.vector.weighted;

import org.netloom.kernel.internal.ExampleSums;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Share;
import org.netloom.op.BatchStatistics;
import org.netloom.op.InputMeans;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Sums over the examples of a batch, element by element, and what a linear layer makes of them. */
final class BatchSums implements InputMeans.Kernel, Workers.Task {
    private final Workers workers;
    private final InputMeans.Sums means;
    /** For a vector of each share. */
    private final float[][] rooms;

    private double[] sums = new double[0];
    private long address;
    private long blockBytes;
    private int blocks;
    private int lanesOfLast;

    BatchSums(InputMeans op, Workers workers) {
        this.workers = workers;
        this.means = new InputMeans.Sums(op);
        this.rooms = new float[workers.count()][Lanes.COUNT];
    }

    @Override
    public void compute(Tensor x, BatchStatistics statistics) {
        try (Turn turn = workers.guard().enter()) {
            if (statistics.inputMeans().length == 0) {
                return; // nobody asks
            }
            VectorTensor in = Operands.inBlocks(x);
            sums = means.of(in);
            address = in.address();
            blockBytes = in.blockBytes();
            blocks = in.blocks();
            lanesOfLast = in.lanesOfLast();
            workers.run(this, in.vectors());
            means.means(in, statistics);
        }
    }

    @Override
    public void run(int share, int shares) {
        ExampleSums.of(
                address,
                blocks,
                blockBytes,
                lanesOfLast,
                Share.first(sums.length, share, shares),
                Share.first(sums.length, share + 1, shares),
                sums,
                rooms[share]);
    }
}
