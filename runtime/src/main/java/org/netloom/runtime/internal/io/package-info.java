/** Files: written whole or not at all, and failures said in one sentence. */
@NullMarked
package org.netloom.runtime.internal.io;

import org.jspecify.annotations.NullMarked;
