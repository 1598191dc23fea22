/** Checkpoints: a network's parameters in a safetensors file. */
@NullMarked
package org.netloom.runtime.checkpoint;

import org.jspecify.annotations.NullMarked;
