package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.NdArray;

/**
 * The parameters of a convolution.
 *
 * @param weight [out, in/groups, kernelHeight, kernelWidth]
 * @param bias [out], or null where the layer has none
 */
public record ConvWeights(NdArray weight, @Nullable NdArray bias) {}
