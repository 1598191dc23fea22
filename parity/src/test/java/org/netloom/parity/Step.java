package org.netloom.parity;

import java.util.Map;

/**
 * What came of one forward and backward pass, in row-major order and double, whatever computed it.
 *
 * @param outputs by layer, in order
 * @param gradients by parameter
 */
record Step(Map<String, double[]> outputs, double loss, Map<String, double[]> gradients) {}
