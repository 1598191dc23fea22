package org.netloom.parity;

import java.util.Map;

/**
 * What came of one forward and backward pass, in row-major order and double, whatever computed it.
 *
 * @param outputs by layer, in order
 * @param gradients by parameter
 * @param terms of some gradients the largest sum of the absolute values of an element's terms
 */
record Step(Map<String, double[]> outputs, double loss, Map<String, double[]> gradients, Map<String, Double> terms) {}
