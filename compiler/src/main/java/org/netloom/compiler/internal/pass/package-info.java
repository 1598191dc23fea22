/** Rewrites of a network, each a plain function named for its effect. */
@NullMarked
package org.netloom.compiler.internal.pass;

import org.jspecify.annotations.NullMarked;
