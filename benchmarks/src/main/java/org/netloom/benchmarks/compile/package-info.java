/** How long the compiler takes. */
@NullMarked
package org.netloom.benchmarks.compile;

import org.jspecify.annotations.NullMarked;
