/** From .net text to Java source, in one call. */
@NullMarked
package org.netloom.compiler;

import org.jspecify.annotations.NullMarked;
