/** The networks of {@code models/} on this project's engines. */
@NullMarked
package org.netloom.benchmarks.netloom;

import org.jspecify.annotations.NullMarked;
