/** The layers of the language, one class each; {@link org.netloom.compiler.layer.Layers} lists them. */
@NullMarked
package org.netloom.compiler.layer.builtin;

import org.jspecify.annotations.NullMarked;
