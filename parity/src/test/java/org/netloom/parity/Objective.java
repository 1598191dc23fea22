package org.netloom.parity;

import java.util.Locale;

/** What is differentiated: a function of the network's output and a target. */
enum Objective {
    /** The target is the class of each example. */
    CROSS_ENTROPY,
    /** The target is the wanted output. */
    MSE,
    /** The sum of the output times the target, fixed random numbers: every element has a gradient of its own. */
    PROJECTION;

    /** The loss of a train section. */
    static Objective of(String loss) {
        return valueOf(loss.toUpperCase(Locale.ROOT));
    }
}
