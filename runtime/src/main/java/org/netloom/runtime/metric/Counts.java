package org.netloom.runtime.metric;

import org.netloom.runtime.loss.Loss.Says;

/** Of each class or label: how often it was right, how often it was said, how often both. */
final class Counts {
    private final Says says;
    private final long[] actual;
    private final long[] said;
    private final long[] both;

    /** @param outputs of a row: as many classes or labels */
    Counts(Says says, int outputs) {
        this.says = says;
        actual = new long[outputs];
        said = new long[outputs];
        both = new long[outputs];
    }

    int size() {
        return actual.length;
    }

    void ofClass(double[] y, int label) {
        if (says == Says.LABELS) {
            add(0, label == 1, y[0] > 0);
        } else {
            ofClasses(label, Rows.argmax(y));
        }
    }

    void ofNumbers(double[] y, double[] targets) {
        if (says == Says.LABELS) {
            for (int k = 0; k < y.length; k++) {
                add(k, Rows.yes(targets[k]), y[k] > 0);
            }
        } else {
            ofClasses(Rows.argmax(targets), Rows.argmax(y));
        }
    }

    private void ofClasses(int label, int taken) {
        add(label, true, label == taken);
        if (taken != label) {
            add(taken, false, true);
        }
    }

    private void add(int k, boolean isRight, boolean isSaid) {
        actual[k] += isRight ? 1 : 0;
        said[k] += isSaid ? 1 : 0;
        both[k] += isRight && isSaid ? 1 : 0;
    }

    /** NaN where the class neither occurs nor is said. */
    double precision(int k) {
        return said[k] > 0 ? (double) both[k] / said[k] : actual[k] > 0 ? 0 : Double.NaN;
    }

    /** NaN where the class neither occurs nor is said. */
    double recall(int k) {
        return actual[k] > 0 ? (double) both[k] / actual[k] : said[k] > 0 ? 0 : Double.NaN;
    }

    /** NaN where the class neither occurs nor is said. */
    double f1(int k) {
        return 2.0 * both[k] / (actual[k] + said[k]);
    }
}
