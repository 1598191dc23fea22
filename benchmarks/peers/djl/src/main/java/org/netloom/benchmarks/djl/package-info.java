/** The networks in DJL with PyTorch. */
@NullMarked
package org.netloom.benchmarks.djl;

import org.jspecify.annotations.NullMarked;
