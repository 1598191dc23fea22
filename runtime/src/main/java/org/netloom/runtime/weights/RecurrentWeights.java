package org.netloom.runtime.weights;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a recurrent layer of H units and G gates.
 *
 * @param weightIh for the input, [G·H, in]
 * @param weightHh for the state, [G·H, H]
 * @param biasIh [G·H], or null where the layer has none
 * @param biasHh [G·H], or null where the layer has none
 */
public record RecurrentWeights(
        INDArray weightIh,
        INDArray weightHh,
        @Nullable INDArray biasIh,
        @Nullable INDArray biasHh) {}
