/** Sequences: recurrent cells, attention, embeddings, and what moves or cuts steps. */
@NullMarked
package org.netloom.runtime.internal.vector.sequence;

import org.jspecify.annotations.NullMarked;
