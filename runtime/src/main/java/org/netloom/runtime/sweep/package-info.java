/** Tries settings of a training and ranks them: a grid or random draws, with successive halving. */
@NullMarked
package org.netloom.runtime.sweep;

import org.jspecify.annotations.NullMarked;
