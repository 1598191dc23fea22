package org.netloom.runtime.engine.nd4j;

import org.netloom.runtime.op.Recurrent;

/**
 * What happens at one step of one example, as {@link Recurrent.Cell} has the formulas. Arrays are [place, …] with the
 * place n·T + t; {@code b} alone is of one step, [N, G·H].
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
     * Writes {@code h} at this place, and what is kept.
     *
     * @param later whether there is a step before this one; otherwise its state is 0
     * @param example the row of b
     */
    abstract void forward(int place, boolean later, double[] a, double[] b, int example, double[] kept, double[] h);

    /**
     * Writes the gradients by a and b at this place.
     *
     * @param dh the whole gradient by h at this place
     * @param dCell [N,H]: the gradient by c from the step behind; becomes that by c of the step before
     * @param direct [N,H]: becomes the gradient by the state before that does not go through b
     */
    abstract void backward(
            int place,
            boolean later,
            double[] kept,
            double[] h,
            double[] dh,
            double[] dCell,
            double[] direct,
            int example,
            double[] da,
            double[] db);

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static final class Plain extends Gates {
        private final boolean relu;

        Plain(int hidden, boolean relu) {
            super(hidden);
            this.relu = relu;
        }

        @Override
        void forward(int place, boolean later, double[] a, double[] b, int example, double[] kept, double[] h) {
            for (int j = 0; j < hidden; j++) {
                double sum = a[place * hidden + j] + b[example * hidden + j];
                h[place * hidden + j] = relu ? Math.max(0, sum) : Math.tanh(sum);
            }
        }

        @Override
        void backward(
                int place,
                boolean later,
                double[] kept,
                double[] h,
                double[] dh,
                double[] dCell,
                double[] direct,
                int example,
                double[] da,
                double[] db) {
            for (int j = place * hidden; j < (place + 1) * hidden; j++) {
                double slope = relu ? Math.signum(h[j]) : 1 - h[j] * h[j]; // a relu's h is never negative
                da[j] = dh[j] * slope;
                db[j] = da[j];
            }
        }
    }

    private static final class Lstm extends Gates {
        Lstm(int hidden) {
            super(hidden);
        }

        @Override
        void forward(int place, boolean later, double[] a, double[] b, int example, double[] kept, double[] h) {
            for (int j = 0; j < hidden; j++) {
                int at = place * 4 * hidden + j;
                int of = example * 4 * hidden + j;
                int keep = place * 5 * hidden + j;
                double i = sigmoid(a[at] + b[of]);
                double f = sigmoid(a[at + hidden] + b[of + hidden]);
                double g = Math.tanh(a[at + 2 * hidden] + b[of + 2 * hidden]);
                double o = sigmoid(a[at + 3 * hidden] + b[of + 3 * hidden]);
                double c = f * cellBefore(kept, keep, later) + i * g;
                kept[keep] = i;
                kept[keep + hidden] = f;
                kept[keep + 2 * hidden] = g;
                kept[keep + 3 * hidden] = o;
                kept[keep + 4 * hidden] = c;
                h[place * hidden + j] = o * Math.tanh(c);
            }
        }

        private double cellBefore(double[] kept, int keep, boolean later) {
            return later ? kept[keep - hidden] : 0; // c is the last of the five of the step before
        }

        @Override
        void backward(
                int place,
                boolean later,
                double[] kept,
                double[] h,
                double[] dh,
                double[] dCell,
                double[] direct,
                int example,
                double[] da,
                double[] db) {
            for (int j = 0; j < hidden; j++) {
                int keep = place * 5 * hidden + j;
                double i = kept[keep];
                double f = kept[keep + hidden];
                double g = kept[keep + 2 * hidden];
                double o = kept[keep + 3 * hidden];
                double tanh = Math.tanh(kept[keep + 4 * hidden]);
                double dOut = dh[place * hidden + j];
                double dc = dCell[example * hidden + j] + dOut * o * (1 - tanh * tanh);
                dCell[example * hidden + j] = dc * f;
                int at = place * 4 * hidden + j;
                da[at] = dc * g * i * (1 - i);
                da[at + hidden] = dc * cellBefore(kept, keep, later) * f * (1 - f);
                da[at + 2 * hidden] = dc * i * (1 - g * g);
                da[at + 3 * hidden] = dOut * tanh * o * (1 - o);
            }
            System.arraycopy(da, place * 4 * hidden, db, place * 4 * hidden, 4 * hidden);
        }
    }

    private static final class Gru extends Gates {
        Gru(int hidden) {
            super(hidden);
        }

        @Override
        void forward(int place, boolean later, double[] a, double[] b, int example, double[] kept, double[] h) {
            for (int j = 0; j < hidden; j++) {
                int at = place * 3 * hidden + j;
                int of = example * 3 * hidden + j;
                int keep = place * 4 * hidden + j;
                double r = sigmoid(a[at] + b[of]);
                double z = sigmoid(a[at + hidden] + b[of + hidden]);
                double ofState = b[of + 2 * hidden];
                double n = Math.tanh(a[at + 2 * hidden] + r * ofState);
                kept[keep] = r;
                kept[keep + hidden] = z;
                kept[keep + 2 * hidden] = n;
                kept[keep + 3 * hidden] = ofState;
                h[place * hidden + j] = (1 - z) * n + z * stateBefore(h, place, j, later);
            }
        }

        private double stateBefore(double[] h, int place, int j, boolean later) {
            return later ? h[(place - 1) * hidden + j] : 0;
        }

        @Override
        void backward(
                int place,
                boolean later,
                double[] kept,
                double[] h,
                double[] dh,
                double[] dCell,
                double[] direct,
                int example,
                double[] da,
                double[] db) {
            for (int j = 0; j < hidden; j++) {
                int keep = place * 4 * hidden + j;
                double r = kept[keep];
                double z = kept[keep + hidden];
                double n = kept[keep + 2 * hidden];
                double dOut = dh[place * hidden + j];
                double dn = dOut * (1 - z) * (1 - n * n);
                direct[example * hidden + j] = dOut * z;
                int at = place * 3 * hidden + j;
                da[at] = dn * kept[keep + 3 * hidden] * r * (1 - r);
                da[at + hidden] = dOut * (stateBefore(h, place, j, later) - n) * z * (1 - z);
                da[at + 2 * hidden] = dn;
                db[at] = da[at];
                db[at + hidden] = da[at + hidden];
                db[at + 2 * hidden] = dn * r;
            }
        }
    }
}
