package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a dense layer.
 *
 * @param weight [out, in]
 * @param bias [out], or null where the layer has none
 */
public record DenseWeights(INDArray weight, @Nullable INDArray bias) {}
