/** Images without weights: pooling and resampling. */
@NullMarked
package org.netloom.runtime.internal.vector.image;

import org.jspecify.annotations.NullMarked;
