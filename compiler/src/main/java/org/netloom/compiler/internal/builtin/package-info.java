/** The layers of the language, one class each; {@link BuiltInLayers} lists them. */
@NullMarked
package org.netloom.compiler.internal.builtin;

import org.jspecify.annotations.NullMarked;
