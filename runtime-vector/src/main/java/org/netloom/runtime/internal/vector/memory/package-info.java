/** Where activations lie: tensors in blocks of examples, their buffers, and the workers that share the work on them. */
@NullMarked
package org.netloom.runtime.internal.vector.memory;

import org.jspecify.annotations.NullMarked;
