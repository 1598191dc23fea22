/** Arithmetic of sizes that no input makes overflow. */
@NullMarked
package org.netloom.compiler.internal.arithmetic;

import org.jspecify.annotations.NullMarked;
