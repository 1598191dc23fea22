/** Directories of images as data: one class folder for each class. */
@NullMarked
package org.netloom.images;

import org.jspecify.annotations.NullMarked;
