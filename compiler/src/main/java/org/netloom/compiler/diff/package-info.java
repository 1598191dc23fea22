/** What differs between two networks. */
@NullMarked
package org.netloom.compiler.diff;

import org.jspecify.annotations.NullMarked;
