package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.netloom.runtime.engine.NdArray;

/**
 * The parameters of a recurrent layer of H units and G gates.
 *
 * @param weightIh for the input, [G·H, in]
 * @param weightHh for the state, [G·H, H]
 * @param biasIh [G·H], or null where the layer has none
 * @param biasHh [G·H], or null where the layer has none
 */
public record RecurrentWeights(
        NdArray weightIh,
        NdArray weightHh,
        @Nullable NdArray biasIh,
        @Nullable NdArray biasHh) {}
