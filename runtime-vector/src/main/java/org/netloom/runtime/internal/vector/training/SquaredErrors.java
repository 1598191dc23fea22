package org.netloom.runtime.internal.vector.training;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Share;
import org.netloom.kernel.internal.Squares;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** The mean squared error: the target is laid out in blocks where its gradient is going to be. */
final class SquaredErrors implements Workers.Task {
    private final Workers workers;
    private final Layout layout;

    /** Of each lane of each block. */
    private double[] sums = new double[0];

    private int blocks;
    private int elements;
    private int lanesOfLast;
    private long blockBytes;
    private long y;
    private long dy;
    private float scale;

    SquaredErrors(Workers workers, Layout layout) {
        this.workers = workers;
        this.layout = layout;
    }

    double mean(VectorTensor output, INDArray target, VectorTensor gradient) {
        long count = (long) output.batch() * output.elements();
        if (target.length() != count || target.size(0) != output.batch()) {
            throw new NetworkException("a target of shape %s for an output of shape %s"
                    .formatted(Arrays.toString(target.shape()), output));
        }
        layout.writeGradient(target, gradient);
        gradient.toBlocks();
        blocks = output.blocks();
        elements = output.elements();
        lanesOfLast = output.lanesOfLast();
        blockBytes = output.blockBytes();
        y = output.address();
        dy = gradient.address();
        scale = (float) (2.0 / count);
        if (sums.length < blocks * Lanes.COUNT) {
            sums = new double[blocks * Lanes.COUNT];
        }
        workers.run(this, output.vectors());
        double sum = 0;
        for (int n = 0; n < output.batch(); n++) {
            sum += sums[n];
        }
        return sum / count;
    }

    @Override
    public void run(int share, int shares) {
        int end = Share.first(blocks, share + 1, shares);
        for (int block = Share.first(blocks, share, shares); block < end; block++) {
            long into = dy + block * blockBytes;
            Squares.differences(y + block * blockBytes, into, elements, scale, sums, block * Lanes.COUNT);
            if (block == blocks - 1 && lanesOfLast < Lanes.COUNT) {
                Planes.clearLanes(into, elements, lanesOfLast);
            }
        }
    }
}
