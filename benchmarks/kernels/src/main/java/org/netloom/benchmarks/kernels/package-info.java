/** What one loop of the vector engine takes, on one thread, at the sizes of LeNet and ResNet-18. */
@NullMarked
package org.netloom.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
