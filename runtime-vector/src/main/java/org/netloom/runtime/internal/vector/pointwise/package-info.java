/** Operations on each element, and softmax. */
@NullMarked
package org.netloom.runtime.internal.vector.pointwise;

import org.jspecify.annotations.NullMarked;
