package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a convolution.
 *
 * @param weight [out, in/groups, kernelHeight, kernelWidth]
 * @param bias [out], or null where the layer has none
 */
public record ConvWeights(INDArray weight, @Nullable INDArray bias) {}
