package org.netloom.runtime.optim;

import org.netloom.runtime.parameter.Gradient;

/**
 * How much of a parameter a step takes away.
 *
 * @param weight times the parameter goes into its gradient, or apart from that out of the parameter
 * @param ofBiases whether biases, and scales and shifts of normalizations, decay too
 */
record WeightDecay(double weight, boolean ofBiases) {

    double of(Gradient gradient) {
        return switch (gradient.parameter().role()) {
            case BIAS, GAMMA, BETA -> ofBiases ? weight : 0;
            default -> weight;
        };
    }

    /** What stays of a parameter that decays apart from its gradient. */
    double keeps(Gradient gradient, double rate) {
        return 1 - rate * of(gradient);
    }
}
