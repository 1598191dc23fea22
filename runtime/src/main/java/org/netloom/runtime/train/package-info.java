/** Training: what to do, doing it, and telling of it. */
@NullMarked
package org.netloom.runtime.train;

import org.jspecify.annotations.NullMarked;
