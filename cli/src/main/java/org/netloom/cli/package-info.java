/** The {@code netloom} command: options in, one call, results and problems shown. */
@NullMarked
package org.netloom.cli;

import org.jspecify.annotations.NullMarked;
