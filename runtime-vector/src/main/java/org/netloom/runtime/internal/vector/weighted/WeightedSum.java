package org.netloom.runtime.internal.vector.weighted;

import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.TapSumsLoop;
import org.netloom.kernel.internal.WinogradLoop;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** How a layer's output, or the gradient by its input, is computed: as sums of products with the weights. */
public interface WeightedSum {
    /**
     * Begins to overwrite y. What is left to do is the task that comes back, which may be run in one with others: until
     * that has been run x and the weights must stay.
     *
     * @param start a vector for each output channel that its sums begin with and room for three more, or
     *     {@link org.netloom.kernel.internal.Lanes#ZEROS}
     * @param function of the sums that y is; null where y is the sums
     */
    Workers.Task begin(VectorTensor x, long weights, long start, @Nullable ActivationLoops function, VectorTensor y);

    /** By the taps of the kernel, for any layer. */
    final class ByTaps implements WeightedSum, Workers.Task {
        private final TapSumsLoop loop;
        private long x;
        private long y;
        private long w;
        private long start;
        private @Nullable ActivationLoops curve;
        private int blocks;

        ByTaps(TapSumsLoop loop) {
            this.loop = loop;
        }

        @Override
        public Workers.Task begin(
                VectorTensor in, long weights, long first, @Nullable ActivationLoops function, VectorTensor out) {
            x = in.address();
            y = out.address();
            w = weights;
            start = first;
            curve = function;
            blocks = in.blocks();
            return this;
        }

        @Override
        public void run(int worker, int count) {
            loop.run(worker, count, x, y, w, start, curve, blocks);
        }
    }

    /** By Winograd's algorithm. */
    final class ByWinograd implements WeightedSum, Workers.Task {
        private final Workers workers;
        private final WinogradLoop loop;
        private final VectorMemory transformed;
        private final VectorMemory scratch;
        private final WinogradLoop.Operands operands = new WinogradLoop.Operands();
        private boolean transforming;
        private long w;
        private long scratchAt;

        /** @param transformed, scratch memory that all layers use, one after the other */
        ByWinograd(Workers workers, WinogradLoop loop, VectorMemory transformed, VectorMemory scratch) {
            this.workers = workers;
            this.loop = loop;
            this.transformed = transformed;
            this.scratch = scratch;
        }

        @Override
        public Workers.Task begin(
                VectorTensor in, long weights, long first, @Nullable ActivationLoops function, VectorTensor out) {
            operands.x = in.address();
            operands.y = out.address();
            w = weights;
            operands.start = first;
            operands.curve = function;
            operands.blocks = in.blocks();
            operands.weights = transformed.address(loop.weightFloats());
            scratchAt = scratch.address(Math.multiplyExact(workers.count(), loop.scratchFloats()));
            transforming = true;
            workers.run(this);
            transforming = false;
            return this;
        }

        @Override
        public void run(int worker, int count) {
            long own = scratchAt + (long) worker * loop.scratchFloats() * Float.BYTES;
            if (transforming) {
                loop.transformWeights(worker, count, w, operands.weights, own);
            } else {
                loop.run(worker, count, operands, own);
            }
        }
    }
}
