/** From a stream of batches to the statistics of the population: estimators, and the exact estimate afresh. */
@NullMarked
package org.netloom.runtime.statistics;

import org.jspecify.annotations.NullMarked;
