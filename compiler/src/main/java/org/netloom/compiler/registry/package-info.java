/** The layers that a compilation knows: those of the language and those of others. */
@NullMarked
package org.netloom.compiler.registry;

import org.jspecify.annotations.NullMarked;
