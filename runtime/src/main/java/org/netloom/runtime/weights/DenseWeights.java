package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.NdArray;

/**
 * The parameters of a dense layer.
 *
 * @param weight [out, in]
 * @param bias [out], or null where the layer has none
 */
public record DenseWeights(NdArray weight, @Nullable NdArray bias) {}
