/** Parquet files as data. */
@NullMarked
package org.netloom.parquet;

import org.jspecify.annotations.NullMarked;
