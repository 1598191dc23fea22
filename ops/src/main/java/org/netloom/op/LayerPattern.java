package org.netloom.op;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which layers are meant, by the names that checkpoints have: {@code conv1} is one, {@code conv*} all whose names begin so.
 *
 * @param text a name, in which {@code *} stands for any characters, or none
 */
public record LayerPattern(String text) {

    /** Whether the layer of this name is meant. */
    public boolean matches(String layer) {
        String expression =
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return layer.matches(expression);
    }

    /** {@code "conv*"}. */
    @Override
    public String toString() {
        return '"' + text + '"';
    }
}
