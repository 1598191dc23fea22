/** Optimizers: how gradients change parameters. */
@NullMarked
package org.netloom.runtime.optim;

import org.jspecify.annotations.NullMarked;
