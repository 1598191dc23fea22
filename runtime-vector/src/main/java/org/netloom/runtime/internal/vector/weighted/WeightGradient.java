package org.netloom.runtime.internal.vector.weighted;

import org.netloom.kernel.internal.WeightProducts;
import org.netloom.kernel.internal.WeightSumsLoop;
import org.netloom.kernel.internal.WinogradGradient;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** How the gradient of one layer by its weights is computed. */
public interface WeightGradient {
    /**
     * Begins to overwrite the gradient at {@code dw}. What is left to do is the task that comes back, which may be run in
     * one with others: until that has been run x and dy must stay.
     */
    Workers.Task begin(VectorTensor x, VectorTensor dy, long dw);

    /** By sums over the lanes: for few input channels, and groups of channels. */
    final class BySums implements WeightGradient, Workers.Task {
        private final Workers workers;
        private final WeightSumsLoop loop;
        private final VectorMemory scratch;
        private long scratchAt;
        private long x;
        private long dy;
        private long dw;
        private int blocks;

        /** @param scratch memory that all layers use, one after the other */
        BySums(Workers workers, WeightSumsLoop loop, VectorMemory scratch) {
            this.workers = workers;
            this.loop = loop;
            this.scratch = scratch;
        }

        @Override
        public Workers.Task begin(VectorTensor in, VectorTensor gradient, long target) {
            x = in.address();
            dy = gradient.address();
            dw = target;
            blocks = in.blocks();
            scratchAt = scratch.address(workers.count() * WeightSumsLoop.SCRATCH);
            return this;
        }

        @Override
        public void run(int worker, int count) {
            loop.run(
                    worker, count, x, dy, dw, blocks, scratchAt + (long) worker * WeightSumsLoop.SCRATCH * Float.BYTES);
        }
    }

    /** By matrix products, for which x is turned: for many input channels. */
    final class ByProducts implements WeightGradient, Workers.Task {
        private final Workers workers;
        private final WeightProducts products;
        private final VectorMemory turned;
        private final VectorMemory sums;
        private Phase phase = Phase.TURN;
        private long x;
        private long dy;
        private long dw;
        private long turnedAt;
        private long sumsAt;
        private int block;
        private int blocks;

        private enum Phase {
            TURN,
            MULTIPLY,
            WRITE
        }

        /**
         * @param turned, sums memory that all layers use, one after the other
         */
        ByProducts(Workers workers, WeightProducts products, VectorMemory turned, VectorMemory sums) {
            this.workers = workers;
            this.products = products;
            this.turned = turned;
            this.sums = sums;
        }

        @Override
        public Workers.Task begin(VectorTensor in, VectorTensor gradient, long target) {
            int all = in.blocks();
            int atOnce = Math.min(all, products.blocksAtOnce());
            x = in.address();
            dy = gradient.address();
            dw = target;
            turnedAt = turned.address(products.turnedFloats(atOnce));
            sumsAt = sums.address(products.productFloats());
            for (block = 0; block < all; block += atOnce) {
                blocks = Math.min(atOnce, all - block);
                phase = Phase.TURN;
                workers.run(this);
                phase = Phase.MULTIPLY;
                workers.run(this);
            }
            phase = Phase.WRITE;
            return this;
        }

        @Override
        public void run(int worker, int count) {
            switch (phase) {
                case TURN -> products.turn(worker, count, x, turnedAt, block, blocks);
                case MULTIPLY -> products.multiply(worker, count, turnedAt, dy, sumsAt, block, blocks, block == 0);
                case WRITE -> products.write(worker, count, sumsAt, dw);
            }
        }
    }

    /** By Winograd's algorithm. */
    final class ByWinograd implements WeightGradient, Workers.Task {
        private final Workers workers;
        private final WinogradGradient gradient;
        private final Memories memories;
        private Phase phase = Phase.TURN;
        private long x;
        private long dy;
        private long dw;
        private long turnedAt;
        private long transformedAt;
        private long sumsAt;
        private long scratchAt;
        private int blocks;
        private int tile;
        private int tiles;
        private boolean fresh;

        private enum Phase {
            TURN,
            TRANSFORM,
            MULTIPLY,
            WRITE
        }

        /** Memory that all layers use, one after the other. */
        record Memories(VectorMemory turned, VectorMemory transformed, VectorMemory sums, VectorMemory scratch) {}

        ByWinograd(Workers workers, WinogradGradient gradient, Memories memories) {
            this.workers = workers;
            this.gradient = gradient;
            this.memories = memories;
        }

        @Override
        public Workers.Task begin(VectorTensor in, VectorTensor outGradient, long target) {
            int all = in.blocks();
            int atOnce = Math.min(all, gradient.blocksAtOnce());
            dw = target;
            turnedAt = memories.turned.address(gradient.turnedFloats(atOnce));
            transformedAt = memories.transformed.address(gradient.transformedFloats());
            sumsAt = memories.sums.address(gradient.productFloats());
            scratchAt = memories.scratch.address(Math.multiplyExact(workers.count(), gradient.scratchFloats()));
            fresh = true;
            for (int block = 0; block < all; block += atOnce) {
                blocks = Math.min(atOnce, all - block);
                x = in.address() + block * in.blockBytes();
                dy = outGradient.address() + block * outGradient.blockBytes();
                phase = Phase.TURN;
                workers.run(this);
                int end = gradient.tiles(blocks);
                for (tile = 0; tile < end; tile += gradient.tilesAtOnce()) {
                    tiles = Math.min(gradient.tilesAtOnce(), end - tile);
                    phase = Phase.TRANSFORM;
                    workers.run(this);
                    phase = Phase.MULTIPLY;
                    workers.run(this);
                    fresh = false;
                }
            }
            phase = Phase.WRITE;
            return this;
        }

        @Override
        public void run(int worker, int count) {
            long own = scratchAt + (long) worker * gradient.scratchFloats() * Float.BYTES;
            switch (phase) {
                case TURN -> gradient.turn(worker, count, x, turnedAt, blocks);
                case TRANSFORM -> gradient.transform(worker, count, turnedAt, dy, transformedAt, tile, tiles, own);
                case MULTIPLY -> gradient.multiply(worker, count, transformedAt, sumsAt, tiles, fresh);
                case WRITE -> gradient.write(worker, count, sumsAt, dw, own);
            }
        }
    }
}
