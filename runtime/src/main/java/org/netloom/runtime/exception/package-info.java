/** What goes wrong while a network runs, and misuse. */
@NullMarked
package org.netloom.runtime.exception;

import org.jspecify.annotations.NullMarked;
