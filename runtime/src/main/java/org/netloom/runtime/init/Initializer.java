package org.netloom.runtime.init;

/** How the weights of convolutions and dense layers start; biases start at 0. */
public enum Initializer {
    /** Uniform in ±√(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
    XAVIER_UNIFORM,
    /** Normal with standard deviation √(2 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
    XAVIER_NORMAL,
    /** Uniform in ±√(6 / fanIn), for relu (He et al., 2015). */
    KAIMING_UNIFORM,
    /** Normal with standard deviation √(2 / fanIn), for relu (He et al., 2015). */
    KAIMING_NORMAL
}
