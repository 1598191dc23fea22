/** The end of a step: losses, updates of parameters, and layouts that are read and written from outside. */
@NullMarked
package org.netloom.runtime.internal.vector.training;

import org.jspecify.annotations.NullMarked;
