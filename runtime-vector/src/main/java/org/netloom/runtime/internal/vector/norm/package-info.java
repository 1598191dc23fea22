/** Normalization: by batch, ghost batch, layer, group and instance, alone or with an activation and pooling behind it. */
@NullMarked
package org.netloom.runtime.internal.vector.norm;

import org.jspecify.annotations.NullMarked;
