/** What a layer is: its signature, its shapes, its weights, and the calls that it becomes. */
@NullMarked
package org.netloom.compiler.layer;

import org.jspecify.annotations.NullMarked;
