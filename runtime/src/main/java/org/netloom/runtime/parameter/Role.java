package org.netloom.runtime.parameter;

/** What a parameter is, and so how it starts. */
public enum Role {
    /** Multiplies inputs; starts at random, by the network's initializer. */
    WEIGHT(true),
    /** Starts at 0. */
    BIAS(true),
    /** A row for each token; starts at random, normal with deviation 1. */
    TABLE(true),
    /** Added to values of a sequence; starts at random, normal with deviation 0.02. */
    OFFSET(true),
    /** A normalization's scale; starts at 1. */
    GAMMA(true),
    /** A normalization's shift; starts at 0. */
    BETA(true),
    /** Not trained; starts at 0. */
    MOVING_MEAN(false),
    /** Not trained; starts at 1. */
    MOVING_VARIANCE(false),
    /** What an estimator of moving statistics knows beside them; starts at 0, and a checkpoint may lack it. */
    ESTIMATOR(false);

    private final boolean trained;

    Role(boolean trained) {
        this.trained = trained;
    }

    /** Whether gradient descent changes it. */
    public boolean trained() {
        return trained;
    }
}
