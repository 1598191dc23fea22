/** What a network trains and keeps: parameters by name, what each is, and gradients. */
@NullMarked
package org.netloom.runtime.parameter;

import org.jspecify.annotations.NullMarked;
