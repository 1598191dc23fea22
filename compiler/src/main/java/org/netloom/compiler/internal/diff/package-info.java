/** What differs between two networks. */
@NullMarked
package org.netloom.compiler.internal.diff;

import org.jspecify.annotations.NullMarked;
