/** Random numbers that are the same on every machine. */
@NullMarked
package org.netloom.runtime.internal.random;

import org.jspecify.annotations.NullMarked;
