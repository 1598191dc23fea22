/** What computes: the engine that generated classes call, and the memory it owns. */
@NullMarked
package org.netloom.runtime.engine;

import org.jspecify.annotations.NullMarked;
