package org.netloom.runtime.weights;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The parameters of a normalisation that keeps no statistics: [C] of a group normalisation, the shape of what is
 * normalised of a layer normalisation.
 *
 * @param gamma the trained scale, 1 at first
 * @param beta the trained shift, 0 at first
 */
public record NormWeights(INDArray gamma, INDArray beta) {}
