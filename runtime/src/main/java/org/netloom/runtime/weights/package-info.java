/** A layer's parameters, as arrays that a user may read and write. */
@NullMarked
package org.netloom.runtime.weights;

import org.jspecify.annotations.NullMarked;
