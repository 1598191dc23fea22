/** Examples that are changed a little each time that a network learns from them. */
@NullMarked
package org.netloom.runtime.augment;

import org.jspecify.annotations.NullMarked;
