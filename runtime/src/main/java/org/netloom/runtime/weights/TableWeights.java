package org.netloom.runtime.weights;

import org.netloom.runtime.engine.NdArray;

/**
 * The parameter of a layer that has values and no products: an embedding's rows, a position's offset, a class token.
 *
 * @param weight [vocabulary, features], [steps, features] or [1, features]
 */
public record TableWeights(NdArray weight) {}
