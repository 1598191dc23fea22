/** Source files and places in them. */
@NullMarked
package org.netloom.compiler.source;

import org.jspecify.annotations.NullMarked;
