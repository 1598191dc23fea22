/** Pictures of networks. */
@NullMarked
package org.netloom.compiler.internal.draw;

import org.jspecify.annotations.NullMarked;
