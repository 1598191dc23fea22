/** How long a user waits before anything happens. */
@NullMarked
package org.netloom.benchmarks.start;

import org.jspecify.annotations.NullMarked;
