/** The operations of a network, as constants of the generated class. */
@NullMarked
package org.netloom.runtime.op;

import org.jspecify.annotations.NullMarked;
