package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.NdArray;

/**
 * The parameters of a self-attention over E features.
 *
 * @param inWeight of queries, keys and values, one below the other: [3E, E]
 * @param inBias [3E], or null where the layer has none
 * @param outWeight [E, E]
 * @param outBias [E], or null where the layer has none
 */
public record AttentionWeights(
        NdArray inWeight,
        @Nullable NdArray inBias,
        NdArray outWeight,
        @Nullable NdArray outBias) {}
