package org.netloom.runtime.optim;

import org.netloom.runtime.exception.NetworkException;

/** Checks constants of optimizers. */
final class Values {
    private Values() {}

    static double notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new NetworkException(name + " of an optimizer is a number from 0 on, not " + value);
        }
        return value;
    }

    static double part(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new NetworkException(name + " of an optimizer is a number from 0 to below 1, not " + value);
        }
        return value;
    }
}
