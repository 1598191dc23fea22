/** The one layout of {@code .net} files. */
@NullMarked
package org.netloom.compiler.format;

import org.jspecify.annotations.NullMarked;
