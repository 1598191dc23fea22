package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Conv2d;

/**
 * Winograd's minimal filtering for kernels of 3 by 3 and stride 1 (Lavin and Gray, 2015, Fast algorithms for convolutional
 * neural networks): a tile of m by m outputs is {@code Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A} of the kernel g and the n by n inputs d
 * that it reads, n = m + 2, and takes n² multiplications where the sum over taps takes 9 m².
 *
 * <p>Each transform goes along one axis and then along the other, so that an implementation is a few lines: the matrices
 * times one column of vectors. Addresses are of vectors, distances in bytes.
 */
public enum WinogradForm {
    /**
     * 2 by 2 outputs of 4 by 4 inputs, 16 multiplications for 36. Its matrices hold 0, ±1 and ±1/2 alone, so its roundings
     * are about those of the sum over taps.
     */
    F2(2) {
        @Override
        void inputs(long from, long step, long to, long next) {
            FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
            FloatVector d1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
            FloatVector d2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
            FloatVector d3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * step, ORDER);
            d0.sub(d2).intoMemorySegment(MEMORY, to, ORDER);
            d1.add(d2).intoMemorySegment(MEMORY, to + next, ORDER);
            d2.sub(d1).intoMemorySegment(MEMORY, to + 2 * next, ORDER);
            d1.sub(d3).intoMemorySegment(MEMORY, to + 3 * next, ORDER);
        }

        @Override
        void weights(long from, long step, long to, long next) {
            FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
            FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
            FloatVector g2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
            FloatVector even = g0.add(g2);
            g0.intoMemorySegment(MEMORY, to, ORDER);
            even.add(g1).mul(0.5f).intoMemorySegment(MEMORY, to + next, ORDER);
            even.sub(g1).mul(0.5f).intoMemorySegment(MEMORY, to + 2 * next, ORDER);
            g2.intoMemorySegment(MEMORY, to + 3 * next, ORDER);
        }

        @Override
        void outputs(long from, long step, long to, long next) {
            FloatVector m1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
            FloatVector m2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER)
                    .add(m1)
                    .add(m2)
                    .intoMemorySegment(MEMORY, to, ORDER);
            m1.sub(m2)
                    .sub(FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * step, ORDER))
                    .intoMemorySegment(MEMORY, to + next, ORDER);
        }

        @Override
        void outputGradients(long from, long step, long to, long next) {
            FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
            FloatVector y1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
            y0.intoMemorySegment(MEMORY, to, ORDER);
            y0.add(y1).intoMemorySegment(MEMORY, to + next, ORDER);
            y0.sub(y1).intoMemorySegment(MEMORY, to + 2 * next, ORDER);
            y1.neg().intoMemorySegment(MEMORY, to + 3 * next, ORDER);
        }

        @Override
        void weightGradients(long from, long step, long to, long next) {
            FloatVector u1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
            FloatVector u2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
            FloatVector even = u1.add(u2).mul(0.5f);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER)
                    .add(even)
                    .intoMemorySegment(MEMORY, to, ORDER);
            u1.sub(u2).mul(0.5f).intoMemorySegment(MEMORY, to + next, ORDER);
            FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * step, ORDER)
                    .add(even)
                    .intoMemorySegment(MEMORY, to + 2 * next, ORDER);
        }
    },

    /**
     * 4 by 4 outputs of 6 by 6 inputs, 36 multiplications for 144. Its matrices hold numbers from 1/24 to 8, and what they
     * magnify cancels later: roundings are some ten times those of the sum over taps.
     */
    F4(4) {
        @Override
        void inputs(long from, long step, long to, long next) {
            WinogradF4.INPUTS.call(from, step, to, next);
        }

        @Override
        void weights(long from, long step, long to, long next) {
            WinogradF4.WEIGHTS.call(from, step, to, next);
        }

        @Override
        void outputs(long from, long step, long to, long next) {
            WinogradF4.OUTPUTS.call(from, step, to, next);
        }

        @Override
        void outputGradients(long from, long step, long to, long next) {
            WinogradF4.OUTPUT_GRADIENTS.call(from, step, to, next);
        }

        @Override
        void weightGradients(long from, long step, long to, long next) {
            WinogradF4.WEIGHT_GRADIENTS.call(from, step, to, next);
        }
    };

    /** Rows and columns of a kernel. */
    static final int KERNEL = 3;

    private static final int LEAST_CHANNELS = 32;
    private static final double LEAST_SAVING = 1.4;

    private final int outputs;
    private final int inputs;

    WinogradForm(int outputs) {
        this.outputs = outputs;
        this.inputs = outputs + KERNEL - 1;
    }

    /**
     * The form that computes a convolution; null where the sum over taps does.
     *
     * <p>Without a choice of the network's that is F2 where it wins. Measured with one thread on AVX-512, batches of 16 and of
     * 64, its time of the forward sum's in that of taps: 64 channels at 8×8 1.6 to 1.8, at 32×32 2.1, 32 channels at 8×8 1.1
     * and at 16×16 1.4, 256 channels at 8×8 2.0, 128 and 512 channels at 4×4 1.2 to 1.8. 16 channels at 16×16 come to 1.0, and
     * so do images whose edges take many of the taps away, 64 channels at 5×5 to 0.9 and 256 channels at 2×2 to 0.5.
     *
     * @param in, out channels
     */
    public static @Nullable WinogradForm of(Conv2d op, int in, int out, Extent rows, Extent columns) {
        return switch (op.algorithm()) {
            case DIRECT -> null;
            case WINOGRAD2 -> F2;
            case WINOGRAD4 -> F4;
            case AUTO ->
                op.suitsWinograd() && Math.min(in, out) >= LEAST_CHANNELS && F2.saves(rows, columns) ? F2 : null;
        };
    }

    /** Whether a tile's products are so much fewer than the taps that meet the image that the transforms are paid for. */
    private boolean saves(Extent rows, Extent columns) {
        long taps = (long) rows.meetings() * columns.meetings();
        long tiles = (long) Math.ceilDiv(rows.out(), outputs) * Math.ceilDiv(columns.out(), outputs);
        return taps >= LEAST_SAVING * tiles * products();
    }

    /** m, the rows and columns of a tile's outputs. */
    public int outputs() {
        return outputs;
    }

    /** n, the rows and columns of a tile's inputs. */
    public int inputs() {
        return inputs;
    }

    /** n², the products of a tile. */
    public int products() {
        return inputs * inputs;
    }

    /** Bᵀ times a column of n vectors. */
    abstract void inputs(long from, long step, long to, long next);

    /** G times a column of 3 vectors. */
    abstract void weights(long from, long step, long to, long next);

    /** Aᵀ times a column of n vectors. */
    abstract void outputs(long from, long step, long to, long next);

    /** A times a column of m vectors. */
    abstract void outputGradients(long from, long step, long to, long next);

    /** Gᵀ times a column of n vectors. */
    abstract void weightGradients(long from, long step, long to, long next);

    /** As {@link WinogradTransforms#transformInputs}. */
    final void transformInputs(long d, long row, long column, long to, long next, long between) {
        if (this == F2) {
            Loops.OF_F2.transformInputs(d, row, column, to, next, between);
        } else {
            Loops.OF_F4.transformInputs(d, row, column, to, next, between);
        }
    }

    /** As {@link WinogradTransforms#transformWeights}. */
    final void transformWeights(long g, long row, long column, long to, long next, long between) {
        if (this == F2) {
            Loops.OF_F2.transformWeights(g, row, column, to, next, between);
        } else {
            Loops.OF_F4.transformWeights(g, row, column, to, next, between);
        }
    }

    /** As {@link WinogradTransforms#transformOutputs}. */
    final void transformOutputs(long m, long next, long to, long row, long column, long between) {
        if (this == F2) {
            Loops.OF_F2.transformOutputs(m, next, to, row, column, between);
        } else {
            Loops.OF_F4.transformOutputs(m, next, to, row, column, between);
        }
    }

    /** As {@link WinogradTransforms#transformOutputGradients}. */
    final void transformOutputGradients(long dy, long row, long column, long to, long next, long between) {
        if (this == F2) {
            Loops.OF_F2.transformOutputGradients(dy, row, column, to, next, between);
        } else {
            Loops.OF_F4.transformOutputGradients(dy, row, column, to, next, between);
        }
    }

    /** As {@link WinogradTransforms#transformWeightGradients}. */
    final void transformWeightGradients(long u, long next, long to, long row, long column, long between) {
        if (this == F2) {
            Loops.OF_F2.transformWeightGradients(u, next, to, row, column, between);
        } else {
            Loops.OF_F4.transformWeightGradients(u, next, to, row, column, between);
        }
    }

    /** The loops of each form, called by name, so that HotSpot has no choice of two receivers to inline. */
    private static final class Loops {
        static final WinogradTransforms OF_F2 = WinogradTemplate.copyFor(F2);
        static final WinogradTransforms OF_F4 = WinogradTemplate.copyFor(F4);
    }
}
