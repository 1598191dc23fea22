/** How weights start. */
@NullMarked
package org.netloom.runtime.init;

import org.jspecify.annotations.NullMarked;
