/** From the syntax tree to a network, with all problems of a file. */
@NullMarked
package org.netloom.compiler.internal.check;

import org.jspecify.annotations.NullMarked;
