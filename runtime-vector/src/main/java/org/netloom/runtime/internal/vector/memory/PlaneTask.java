package org.netloom.runtime.internal.vector.memory;

import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Share;

/** A task that is the same for each channel of each block: workers share the planes. */
public abstract class PlaneTask implements Workers.Task {
    private int blocks;
    private int channels;
    private int lanesOfLast;

    /** Says over what the next run goes. */
    public final void over(VectorTensor tensor) {
        over(tensor.blocks(), tensor.planes(), tensor.lanesOfLast());
    }

    public final void over(int ofBlocks, int ofChannels, int lanes) {
        blocks = ofBlocks;
        channels = ofChannels;
        lanesOfLast = lanes;
    }

    @Override
    public final void run(int worker, int workers) {
        int end = Share.first(blocks * channels, worker + 1, workers);
        for (int i = Share.first(blocks * channels, worker, workers); i < end; i++) {
            int block = i / channels;
            plane(worker, block, i % channels, i, block == blocks - 1 ? lanesOfLast : Lanes.COUNT);
        }
    }

    /**
     * Computes a plane.
     *
     * @param worker who computes it
     * @param number {@code block · channels + channel}
     * @param lanes how many lanes of the block hold examples
     */
    protected abstract void plane(int worker, int block, int channel, int number, int lanes);
}
