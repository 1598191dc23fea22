/** The loops of the vector engine, on plain addresses: what is computed, not for which network. */
@NullMarked
package org.netloom.runtime.vector.kernel;

import org.jspecify.annotations.NullMarked;
