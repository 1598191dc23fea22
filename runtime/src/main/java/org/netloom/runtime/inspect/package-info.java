/** Looking at a trained network: its batch normalizations, and what a step of training would do to it. */
@NullMarked
package org.netloom.runtime.inspect;

import org.jspecify.annotations.NullMarked;
