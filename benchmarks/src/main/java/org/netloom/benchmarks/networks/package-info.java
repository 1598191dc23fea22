/**
 * {@code benchmarks/run networks}: starts each library's program in a process of its own, in turn, and puts the medians of
 * the rounds side by side.
 */
@NullMarked
package org.netloom.benchmarks.networks;

import org.jspecify.annotations.NullMarked;
