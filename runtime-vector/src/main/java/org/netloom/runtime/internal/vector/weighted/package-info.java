/** Layers with weights: convolutions, their transposes and dense layers, which are sums of taps, and their gradients. */
@NullMarked
package org.netloom.runtime.internal.vector.weighted;

import org.jspecify.annotations.NullMarked;
