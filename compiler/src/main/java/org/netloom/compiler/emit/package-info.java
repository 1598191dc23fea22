/** From a network to Java source. */
@NullMarked
package org.netloom.compiler.emit;

import org.jspecify.annotations.NullMarked;
