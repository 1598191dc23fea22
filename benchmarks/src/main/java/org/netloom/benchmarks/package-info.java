/**
 * What takes how long. A subject has a package of its own, whose last part is its name: {@code benchmarks/run compile} runs
 * what is in {@code org.netloom.benchmarks.compile}.
 */
@NullMarked
package org.netloom.benchmarks;

import org.jspecify.annotations.NullMarked;
