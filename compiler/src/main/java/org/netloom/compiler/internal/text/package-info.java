/** Text for terminals and logs. */
@NullMarked
package org.netloom.compiler.internal.text;

import org.jspecify.annotations.NullMarked;
