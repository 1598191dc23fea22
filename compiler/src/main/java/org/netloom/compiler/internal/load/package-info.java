/** What generated classes are compiled and loaded beside. */
@NullMarked
package org.netloom.compiler.internal.load;

import org.jspecify.annotations.NullMarked;
