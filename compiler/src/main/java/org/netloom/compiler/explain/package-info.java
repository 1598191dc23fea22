/** A network as text, for people. */
@NullMarked
package org.netloom.compiler.explain;

import org.jspecify.annotations.NullMarked;
