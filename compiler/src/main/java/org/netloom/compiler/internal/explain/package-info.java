/** A network as text, for people. */
@NullMarked
package org.netloom.compiler.internal.explain;

import org.jspecify.annotations.NullMarked;
