/** What a person wants to know of data before training: sizes, classes, ranges, and what looks wrong. */
@NullMarked
package org.netloom.runtime.describe;

import org.jspecify.annotations.NullMarked;
