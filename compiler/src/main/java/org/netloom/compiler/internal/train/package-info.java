/** The settings of a train section, which all stages know. */
@NullMarked
package org.netloom.compiler.internal.train;

import org.jspecify.annotations.NullMarked;
