/** What a generated class is built on: the network, its training pass and its inference pass. */
@NullMarked
package org.netloom.runtime;

import org.jspecify.annotations.NullMarked;
