/** The words of a train section that others can add to: components, such as optimizers and losses, and names of data. */
@NullMarked
package org.netloom.compiler.train;

import org.jspecify.annotations.NullMarked;
