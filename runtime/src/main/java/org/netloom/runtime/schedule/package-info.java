/** How the learning rate changes in the course of a training. */
@NullMarked
package org.netloom.runtime.schedule;

import org.jspecify.annotations.NullMarked;
