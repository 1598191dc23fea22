/** From .net files on disk to Java files on disk: what the command line and build tools share. */
@NullMarked
package org.netloom.compiler.project;

import org.jspecify.annotations.NullMarked;
