package org.netloom.experiments;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a user may choose.
 *
 * @param data what to train on, as for {@code netloom train}
 * @param out where the files go; null for {@code experiments/NAME}
 * @param epochs times through the training data; null for the experiment's own number
 * @param seeds how many, 1 and up; null for the experiment's own number
 * @param threads of the engine, which the bits depend on
 */
public record Settings(
        String data,
        @Nullable Path out,
        @Nullable Integer epochs,
        @Nullable Integer seeds,
        int threads) {}
