/** NumPy's array files. */
@NullMarked
package org.netloom.runtime.internal.npy;

import org.jspecify.annotations.NullMarked;
