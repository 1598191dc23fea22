/** Generated Java, compiled and loaded in memory. */
@NullMarked
package org.netloom.compiler.load;

import org.jspecify.annotations.NullMarked;
