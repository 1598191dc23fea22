package org.netloom.runtime.internal.nd4j;

import org.netloom.op.Recurrent;

/**
 * What happens at one step of one example, as {@link Recurrent.Cell} has the formulas. {@code place} is n·T + t, and
 * {@code first} whether t is 0, where the state before is 0.
 */
abstract class Gates {
    final int hidden;

    private Gates(int hidden) {
        this.hidden = hidden;
    }

    static Gates of(Recurrent.Cell cell, int hidden) {
        return switch (cell) {
            case TANH -> new Plain(hidden, false);
            case RELU -> new Plain(hidden, true);
            case LSTM -> new Lstm(hidden);
            case GRU -> new Gru(hidden);
        };
    }

    /**
     * What the forward pass reads and writes.
     *
     * @param a [N·T, G·H]
     * @param b [N, G·H], of this step
     * @param kept [N·T, K·H]; of cells that keep nothing anything
     * @param h [N·T, H]
     */
    record Forward(HostArray a, HostArray b, HostArray kept, HostArray h) {}

    /**
     * What the backward pass reads and writes.
     *
     * @param dy [N·T, H], the gradient by h that comes from outside
     * @param through [N,H], the gradient by h that comes through b of the step behind
     * @param direct [N,H], the gradient by h from the step behind that does not go through b; becomes that by h of the
     *     step before
     * @param dCell [N,H], the gradient by c from the step behind; becomes that by c of the step before
     * @param da [N·T, G·H]
     * @param db [N, G·H], of this step
     */
    record Backward(
            HostArray kept,
            HostArray h,
            HostArray dy,
            HostArray through,
            HostArray direct,
            HostArray dCell,
            HostArray da,
            HostArray db) {}

    /** Writes h at this place, and what is kept. */
    abstract void forward(Forward at, int example, int place, boolean first);

    /** Writes the gradients by a and b at this place. */
    abstract void backward(Backward at, int example, int place, boolean first);

    /** Whether the gradients by a and by b are the same numbers. */
    boolean sumsOnly() {
        return true;
    }

    private static final class Plain extends Gates {
        private final boolean relu;

        Plain(int hidden, boolean relu) {
            super(hidden);
            this.relu = relu;
        }

        @Override
        void forward(Forward at, int example, int place, boolean first) {
            for (int j = 0; j < hidden; j++) {
                double sum = at.a.get(place * hidden + j) + at.b.get(example * hidden + j);
                at.h.set(place * hidden + j, relu ? Math.max(0, sum) : ActivationFunction.tanh(sum));
            }
        }

        @Override
        void backward(Backward at, int example, int place, boolean first) {
            for (int j = 0; j < hidden; j++) {
                double h = at.h.get(place * hidden + j);
                double slope = relu ? Math.signum(h) : 1 - h * h; // a relu's h is never negative
                double dh = at.dy.get(place * hidden + j) + at.through.get(example * hidden + j);
                at.da.set(place * hidden + j, dh * slope);
                at.db.set(example * hidden + j, dh * slope);
            }
        }
    }

    private static final class Lstm extends Gates {
        Lstm(int hidden) {
            super(hidden);
        }

        @Override
        void forward(Forward at, int example, int place, boolean first) {
            for (int j = 0; j < hidden; j++) {
                int a = place * 4 * hidden + j;
                int b = example * 4 * hidden + j;
                int keep = place * 5 * hidden + j;
                double i = ActivationFunction.sigmoid(at.a.get(a) + at.b.get(b));
                double f = ActivationFunction.sigmoid(at.a.get(a + hidden) + at.b.get(b + hidden));
                double g = ActivationFunction.tanh(at.a.get(a + 2 * hidden) + at.b.get(b + 2 * hidden));
                double o = ActivationFunction.sigmoid(at.a.get(a + 3 * hidden) + at.b.get(b + 3 * hidden));
                double c = f * cellBefore(at.kept, keep, first) + i * g;
                at.kept.set(keep, i);
                at.kept.set(keep + hidden, f);
                at.kept.set(keep + 2 * hidden, g);
                at.kept.set(keep + 3 * hidden, o);
                at.kept.set(keep + 4 * hidden, c);
                at.h.set(place * hidden + j, o * ActivationFunction.tanh(c));
            }
        }

        private double cellBefore(HostArray kept, int keep, boolean first) {
            return first ? 0 : kept.get(keep - hidden); // c is the last of the five of the step before
        }

        @Override
        void backward(Backward at, int example, int place, boolean first) {
            for (int j = 0; j < hidden; j++) {
                int keep = place * 5 * hidden + j;
                double i = at.kept.get(keep);
                double f = at.kept.get(keep + hidden);
                double g = at.kept.get(keep + 2 * hidden);
                double o = at.kept.get(keep + 3 * hidden);
                double tanh = ActivationFunction.tanh(at.kept.get(keep + 4 * hidden));
                int unit = example * hidden + j;
                double dh = at.dy.get(place * hidden + j) + at.through.get(unit);
                double dc = at.dCell.get(unit) + dh * o * (1 - tanh * tanh);
                at.dCell.set(unit, dc * f);
                set(at, example, place, j, dc * g * i * (1 - i));
                set(at, example, place, j + hidden, dc * cellBefore(at.kept, keep, first) * f * (1 - f));
                set(at, example, place, j + 2 * hidden, dc * i * (1 - g * g));
                set(at, example, place, j + 3 * hidden, dh * tanh * o * (1 - o));
            }
        }

        private void set(Backward at, int example, int place, int row, double gradient) {
            at.da.set(place * 4 * hidden + row, gradient);
            at.db.set(example * 4 * hidden + row, gradient);
        }
    }

    private static final class Gru extends Gates {
        Gru(int hidden) {
            super(hidden);
        }

        @Override
        boolean sumsOnly() {
            return false;
        }

        @Override
        void forward(Forward at, int example, int place, boolean first) {
            for (int j = 0; j < hidden; j++) {
                int a = place * 3 * hidden + j;
                int b = example * 3 * hidden + j;
                int keep = place * 4 * hidden + j;
                double r = ActivationFunction.sigmoid(at.a.get(a) + at.b.get(b));
                double z = ActivationFunction.sigmoid(at.a.get(a + hidden) + at.b.get(b + hidden));
                double ofState = at.b.get(b + 2 * hidden);
                double n = ActivationFunction.tanh(at.a.get(a + 2 * hidden) + r * ofState);
                at.kept.set(keep, r);
                at.kept.set(keep + hidden, z);
                at.kept.set(keep + 2 * hidden, n);
                at.kept.set(keep + 3 * hidden, ofState);
                at.h.set(place * hidden + j, (1 - z) * n + z * stateBefore(at.h, place, j, first));
            }
        }

        private double stateBefore(HostArray h, int place, int j, boolean first) {
            return first ? 0 : h.get((place - 1) * hidden + j);
        }

        @Override
        void backward(Backward at, int example, int place, boolean first) {
            for (int j = 0; j < hidden; j++) {
                int keep = place * 4 * hidden + j;
                double r = at.kept.get(keep);
                double z = at.kept.get(keep + hidden);
                double n = at.kept.get(keep + 2 * hidden);
                int unit = example * hidden + j;
                double dh = at.dy.get(place * hidden + j) + at.through.get(unit) + at.direct.get(unit);
                double dn = dh * (1 - z) * (1 - n * n);
                double dr = dn * at.kept.get(keep + 3 * hidden) * r * (1 - r);
                double dz = dh * (stateBefore(at.h, place, j, first) - n) * z * (1 - z);
                at.direct.set(unit, dh * z);
                int a = place * 3 * hidden + j;
                int b = example * 3 * hidden + j;
                at.da.set(a, dr);
                at.da.set(a + hidden, dz);
                at.da.set(a + 2 * hidden, dn);
                at.db.set(b, dr);
                at.db.set(b + hidden, dz);
                at.db.set(b + 2 * hidden, dn * r);
            }
        }
    }
}
