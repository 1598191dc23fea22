/**
 * How a network is measured, the same in every library. A library's program implements {@link
 * org.netloom.benchmarks.measuring.Library} and calls {@link org.netloom.benchmarks.measuring.Program}. This package uses
 * nothing but Java, so that no library's class path has anything of another's.
 */
@NullMarked
package org.netloom.benchmarks.measuring;

import org.jspecify.annotations.NullMarked;
