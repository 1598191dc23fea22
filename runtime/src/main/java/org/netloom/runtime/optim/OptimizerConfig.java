package org.netloom.runtime.optim;

/** Which optimizer, and its constants. */
public sealed interface OptimizerConfig permits SgdConfig, AdamConfig {
    double learningRate();

    /** The same optimizer with another learning rate. */
    OptimizerConfig withLearningRate(double learningRate);
}
