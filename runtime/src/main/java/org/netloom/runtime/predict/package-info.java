/** What a trained network says of examples: classes with their probabilities, labels, numbers with their names. */
@NullMarked
package org.netloom.runtime.predict;

import org.jspecify.annotations.NullMarked;
