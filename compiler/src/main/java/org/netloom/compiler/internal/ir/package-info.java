/** A network whose names are resolved and whose shapes are known. */
@NullMarked
package org.netloom.compiler.internal.ir;

import org.jspecify.annotations.NullMarked;
