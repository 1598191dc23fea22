package org.netloom.runtime.internal.vector.sequence;

import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.GateLoops;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.op.Activation;
import org.netloom.op.Recurrent;
import org.netloom.runtime.internal.vector.pointwise.ActivationCache;

/**
 * What happens at one step of one block, for some of its units, as {@link Recurrent.Cell} has the formulas.
 *
 * <p>Arguments are where the first of the units lies: in what the layer keeps of the step, in the products with the
 * state, in the states, in the gradients. What a layer has several of for each unit lies H vectors apart, and what
 * belongs to the step before directly in front of that of this one; {@code first} says that there is none.
 */
abstract class Cell {
    /** The bytes from one gate to the next. */
    final long next;

    private Cell(int hidden) {
        next = (long) hidden * Lanes.BYTES;
    }

    static Cell of(Recurrent op, int hidden, ActivationCache curves) {
        ActivationLoops sigmoid = curves.of(new Activation(op.site(), Activation.Function.SIGMOID, 0));
        ActivationLoops tanh = curves.of(new Activation(op.site(), Activation.Function.TANH, 0));
        return switch (op.cell()) {
            case TANH -> new Plain(hidden, tanh);
            case RELU -> new Plain(hidden, curves.of(new Activation(op.site(), Activation.Function.RELU, 0)));
            case LSTM -> new Lstm(hidden, sigmoid, tanh);
            case GRU -> new Gru(hidden, sigmoid, tanh);
        };
    }

    /**
     * Writes h and what is kept.
     *
     * @param kept has the products with the input, gate by gate; of a plain cell that is where h is
     * @param product the products with the state before, gate by gate
     */
    abstract void forward(long kept, long product, long h, boolean first, int units);

    /**
     * Writes the gradients by the products.
     *
     * @param dh the gradient by h from outside and through the products of the step behind; is used up
     * @param carried the gradient from the step behind that does not go through them, by c of an LSTM, by h of a GRU;
     *     becomes that for the step before
     * @param da becomes the gradient by the products with the input
     * @param db becomes the gradient by those with the state, where it is another one
     */
    abstract void backward(long kept, long h, long dh, long carried, long da, long db, boolean first, int units);

    /** Whether the gradients by the products with input and state are the same numbers. */
    boolean sumsOnly() {
        return true;
    }

    /** Where the vectors of the step before are, or one of zeros for all of them. */
    final long before(long at, boolean first) {
        return first ? Lanes.ZEROS : at - next;
    }

    private static final class Plain extends Cell {
        private final ActivationLoops curve;

        Plain(int hidden, ActivationLoops curve) {
            super(hidden);
            this.curve = curve;
        }

        @Override
        void forward(long kept, long product, long h, boolean first, int units) {
            Planes.add(h, product, h, units);
            curve.forward(h, h, units);
        }

        @Override
        void backward(long kept, long h, long dh, long carried, long da, long db, boolean first, int units) {
            curve.backward(h, h, dh, da, units); // the slopes of tanh and relu follow from h
        }
    }

    private static final class Lstm extends Cell {
        private final ActivationLoops sigmoid;
        private final ActivationLoops tanh;

        Lstm(int hidden, ActivationLoops sigmoid, ActivationLoops tanh) {
            super(hidden);
            this.sigmoid = sigmoid;
            this.tanh = tanh;
        }

        @Override
        void forward(long kept, long product, long h, boolean first, int units) {
            for (int gate = 0; gate < 4; gate++) {
                long at = kept + gate * next;
                Planes.add(at, product + gate * next, at, units);
                (gate == 2 ? tanh : sigmoid).forward(at, at, units);
            }
            long c = kept + 4 * next;
            // c' is the last of the five of the step before.
            GateLoops.cell(kept, kept + next, kept + 2 * next, before(kept, first), c, units);
            tanh.forward(c, h, units);
            Planes.multiply(kept + 3 * next, h, h, units);
        }

        @Override
        void backward(long kept, long h, long dh, long carried, long da, long db, boolean first, int units) {
            tanh.forward(kept + 4 * next, da + 3 * next, units);
            GateLoops.lstmBackward(kept, before(kept, first), dh, carried, da, next, units);
        }
    }

    private static final class Gru extends Cell {
        private final ActivationLoops sigmoid;
        private final ActivationLoops tanh;

        Gru(int hidden, ActivationLoops sigmoid, ActivationLoops tanh) {
            super(hidden);
            this.sigmoid = sigmoid;
            this.tanh = tanh;
        }

        @Override
        boolean sumsOnly() {
            return false;
        }

        @Override
        void forward(long kept, long product, long h, boolean first, int units) {
            long z = kept + next;
            long n = kept + 2 * next;
            long ofState = kept + 3 * next;
            Planes.add(kept, product, kept, units);
            sigmoid.forward(kept, kept, units);
            Planes.add(z, product + next, z, units);
            sigmoid.forward(z, z, units);
            Lanes.copy(product + 2 * next, ofState, (long) units * Lanes.BYTES);
            GateLoops.multiplyAdd(kept, ofState, n, n, units);
            tanh.forward(n, n, units);
            GateLoops.mix(z, n, before(h, first), h, units);
        }

        @Override
        void backward(long kept, long h, long dh, long carried, long da, long db, boolean first, int units) {
            Planes.add(dh, carried, dh, units);
            GateLoops.gruBackward(kept, before(h, first), dh, carried, da, db, next, units);
        }
    }
}
