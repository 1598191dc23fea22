package org.netloom.runtime.weights;

import org.netloom.runtime.engine.NdArray;

/**
 * The parameters of a normalization that keeps no statistics: [C] of a group normalization, the shape of what is
 * normalized of a layer normalization.
 *
 * @param gamma the trained scale, 1 at first
 * @param beta the trained shift, 0 at first
 */
public record NormWeights(NdArray gamma, NdArray beta) {}
