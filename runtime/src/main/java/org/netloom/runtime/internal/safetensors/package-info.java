/** Files of tensors. */
@NullMarked
package org.netloom.runtime.internal.safetensors;

import org.jspecify.annotations.NullMarked;
