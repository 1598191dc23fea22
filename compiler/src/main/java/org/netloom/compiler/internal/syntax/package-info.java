/** The text of a .net file as a tree, each part with its place. */
@NullMarked
package org.netloom.compiler.internal.syntax;

import org.jspecify.annotations.NullMarked;
