/** What the machine's arithmetic comes to at most. */
@NullMarked
package org.netloom.benchmarks.peak;

import org.jspecify.annotations.NullMarked;
