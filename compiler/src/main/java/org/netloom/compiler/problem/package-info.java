/** Problems as data, and how they are shown. */
@NullMarked
package org.netloom.compiler.problem;

import org.jspecify.annotations.NullMarked;
