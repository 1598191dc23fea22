/**
 * The vector engine: kernels of the Vector API on ND4J's memory. Activations lie in blocks of as many examples as a
 * vector has lanes, the batch innermost: [N/V][C][H][W][V].
 */
@NullMarked
package org.netloom.runtime.internal.vector;

import org.jspecify.annotations.NullMarked;
