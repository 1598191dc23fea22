/** Pictures of networks. */
@NullMarked
package org.netloom.compiler.draw;

import org.jspecify.annotations.NullMarked;
