/** Data sets and the batches made of them. */
@NullMarked
package org.netloom.runtime.data;

import org.jspecify.annotations.NullMarked;
