/** What a compilation is told besides the files. */
@NullMarked
package org.netloom.compiler.options;

import org.jspecify.annotations.NullMarked;
