/** The Maven plugin: parameters in, one call of the compiler, problems out. */
@NullMarked
package org.netloom.maven;

import org.jspecify.annotations.NullMarked;
