/** The networks in Deeplearning4j. */
@NullMarked
package org.netloom.benchmarks.dl4j;

import org.jspecify.annotations.NullMarked;
