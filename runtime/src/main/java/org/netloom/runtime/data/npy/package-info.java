/** NumPy's array files. */
@NullMarked
package org.netloom.runtime.data.npy;

import org.jspecify.annotations.NullMarked;
