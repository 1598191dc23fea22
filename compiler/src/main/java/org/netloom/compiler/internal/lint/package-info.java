/** What works and is probably not what was meant: warnings, and the comments that silence them. */
@NullMarked
package org.netloom.compiler.internal.lint;

import org.jspecify.annotations.NullMarked;
