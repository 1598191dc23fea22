/** Losses: what training makes small. Each is one class; others can add theirs. */
@NullMarked
package org.netloom.runtime.loss;

import org.jspecify.annotations.NullMarked;
