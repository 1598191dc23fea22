package org.netloom.runtime.internal.vector.sequence;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Share;
import org.netloom.kernel.internal.TapSumsLoop;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.weighted.WeightedSum;

/**
 * Goes through the steps of a recurrent layer. Blocks have nothing to do with one another, so that each worker takes some
 * of them through all steps by itself. Where there are fewer blocks than workers and a step is worth it, the workers share
 * each step: first the products, then the gates.
 */
abstract class StepsTask implements Workers.Task {
    /** Multiply-adds of vectors that take some times as long as to start the workers and to await them. */
    private static final long WORTH_SHARING = 1 << 16;

    private Recurrences.@Nullable Plan plan;
    private Phase phase = Phase.ALL;
    private int step;

    private enum Phase {
        ALL,
        PRODUCTS,
        GATES
    }

    final void run(Workers workers, Recurrences.Plan of) {
        plan = of;
        int blocks = of.product.blocks();
        if (blocks >= workers.count() || (long) of.product.elements() * of.hidden * blocks < WORTH_SHARING) {
            phase = Phase.ALL;
            workers.run(this);
            return;
        }
        for (int i = 0; i < of.steps; i++) {
            step = step(i, of.steps);
            phase = Phase.PRODUCTS;
            workers.run(this);
            phase = Phase.GATES;
            workers.run(this);
        }
    }

    @Override
    public final void run(int share, int shares) {
        Recurrences.Plan of = requireNonNull(plan);
        int blocks = of.product.blocks();
        switch (phase) {
            case ALL -> {
                int first = Share.first(blocks, share, shares);
                int end = Share.first(blocks, share + 1, shares);
                for (int i = 0; i < of.steps && first < end; i++) {
                    int t = step(i, of.steps);
                    products(of, t, first, end - first, 0, 1);
                    gates(of, t, first, end, 0, of.hidden);
                }
            }
            case PRODUCTS -> products(of, step, 0, blocks, share, shares);
            case GATES -> {
                int from = Share.first(of.hidden, share, shares);
                gates(of, step, 0, blocks, from, Share.first(of.hidden, share + 1, shares) - from);
            }
        }
    }

    private void gates(Recurrences.Plan of, int t, int first, int end, int from, int units) {
        for (int block = first; block < end; block++) {
            gates(of, t, block, from, units);
        }
    }

    /** Which step comes after {@code i} others. */
    abstract int step(int i, int steps);

    /** A share of the products of a step of some blocks. */
    abstract void products(Recurrences.Plan plan, int t, int block, int count, int share, int shares);

    /** The gates of a step of one block, for some of the units. */
    abstract void gates(Recurrences.Plan plan, int t, int block, int from, int units);

    /** Where the blocks of something begin, and how far apart its blocks and steps are. */
    private static final class Place {
        private long address;
        private long block;
        private long step;

        void of(VectorTensor tensor) {
            address = tensor.address();
            block = tensor.blockBytes();
            step = (long) tensor.pixels() * Lanes.BYTES;
        }

        /** Of what there is once for each block. */
        long at(int number) {
            return address + number * block;
        }

        /** Of a sequence. */
        long at(int number, int t) {
            return at(number) + t * step;
        }
    }

    /** From the first step to the last. */
    static final class Forward extends StepsTask {
        private final Place kept = new Place();
        private final Place product = new Place();
        private final Place h = new Place();
        private long weights;
        private long start;

        /** @param first what {@link WeightedSum#begin} calls start */
        void of(Recurrences.Plan plan, VectorTensor memory, VectorTensor y, long w, long first) {
            kept.of(memory);
            product.of(plan.product);
            h.of(y);
            weights = w;
            start = first;
        }

        @Override
        int step(int i, int steps) {
            return i;
        }

        @Override
        void products(Recurrences.Plan plan, int t, int block, int count, int share, int shares) {
            TapSumsLoop loop = t == 0 ? plan.fromNothing : plan.fromState;
            long before = h.at(block, Math.max(0, t - 1));
            loop.run(share, shares, before, product.at(block), weights, start, null, count);
        }

        @Override
        void gates(Recurrences.Plan plan, int t, int block, int from, int units) {
            long first = (long) from * Lanes.BYTES;
            plan.cell.forward(
                    kept.at(block, t) + first, product.at(block) + first, h.at(block, t) + first, t == 0, units);
        }
    }

    /** From the last step to the first. */
    static final class Backward extends StepsTask {
        private final Place kept = new Place();
        private final Place h = new Place();
        private final Place dy = new Place();
        private final Place through = new Place();
        private final Place carried = new Place();
        private final Place dInput = new Place();
        private final Place dState = new Place();
        private long weights;

        void of(Recurrences.Plan plan, VectorTensor memory, VectorTensor y, VectorTensor gradient, long w) {
            kept.of(memory);
            h.of(y);
            dy.of(gradient);
            through.of(plan.through);
            carried.of(plan.carried);
            dInput.of(plan.dInput);
            dState.of(plan.dState);
            weights = w;
        }

        @Override
        int step(int i, int steps) {
            return steps - 1 - i;
        }

        @Override
        void products(Recurrences.Plan plan, int t, int block, int count, int share, int shares) {
            if (t < plan.steps - 1) {
                plan.toState.run(
                        share, shares, dState.at(block, t + 1), through.at(block), weights, Lanes.ZEROS, null, count);
            } else if (share == 0) {
                Lanes.clear(through.at(block), count * through.block);
                Lanes.clear(carried.at(block), count * carried.block);
            }
        }

        @Override
        void gates(Recurrences.Plan plan, int t, int block, int from, int units) {
            long first = (long) from * Lanes.BYTES;
            long dh = through.at(block) + first;
            Planes.add(dh, dy.at(block, t) + first, dh, units);
            plan.cell.backward(
                    kept.at(block, t) + first,
                    h.at(block, t) + first,
                    dh,
                    carried.at(block) + first,
                    dInput.at(block, t) + first,
                    dState.at(block, t) + first,
                    t == 0,
                    units);
        }
    }
}
