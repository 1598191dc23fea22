/** Metrics: figures of how well a network does, each one class, exact over all examples. */
@NullMarked
package org.netloom.runtime.metric;

import org.jspecify.annotations.NullMarked;
