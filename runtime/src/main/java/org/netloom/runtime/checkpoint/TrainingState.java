package org.netloom.runtime.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.netloom.runtime.engine.NdArray;

/**
 * What a training needs beside the parameters to go on where it was: words and numbers, and arrays, such as an optimizer's
 * momentum. Arrays of the file have names that no parameter has, {@code optimizer.conv1.weight.momentum}.
 *
 * @param facts by name; texts, and doubles as {@link Double#toString} has them, so that they come back to the last bit
 * @param arrays by name
 */
public record TrainingState(Map<String, String> facts, Map<String, NdArray> arrays) {
    /** Of a network that is not in training. */
    public static final TrainingState NONE = new TrainingState(Map.of(), Map.of());

    public TrainingState {
        facts = Map.copyOf(facts);
        arrays = new LinkedHashMap<>(arrays);
    }
}
