/** From a network to Java source. */
@NullMarked
package org.netloom.compiler.internal.emit;

import org.jspecify.annotations.NullMarked;
