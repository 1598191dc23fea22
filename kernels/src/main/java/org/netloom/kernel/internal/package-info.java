/** The loops of the vector engine, on plain addresses: what is computed, not for which network. */
@NullMarked
package org.netloom.kernel.internal;

import org.jspecify.annotations.NullMarked;
