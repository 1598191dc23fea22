package org.netloom.benchmarks.networks;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.benchmarks.measuring.Program;
import org.netloom.runtime.internal.io.Json;

/**
 * What a peer's process said.
 *
 * @param figures by their names, as the program printed them
 * @param failure in a sentence why there are none; null where there are
 */
record Outcome(
        Map<String, @Nullable Object> figures, @Nullable String failure) {

    static Outcome failed(String reason) {
        return new Outcome(Map.of(), reason);
    }

    /** Of the last line of the output that is a program's: native libraries print others when they please. */
    static Outcome of(String output, int exitCode) {
        String line = output.lines()
                .filter(text -> text.startsWith(Program.LINE_START))
                .reduce("", (before, after) -> after);
        if (line.isEmpty()) {
            return failed(String.format(Locale.ROOT, "it ended with exit code %d and no figures", exitCode));
        }
        try {
            @SuppressWarnings("unchecked") // it starts like an object
            Map<String, @Nullable Object> figures = (Map<String, @Nullable Object>) Json.parse(line);
            Object failure = figures == null ? "no figures" : figures.get("failed");
            return failure != null || figures == null ? failed(String.valueOf(failure)) : new Outcome(figures, null);
        } catch (Json.SyntaxException e) {
            return failed("its figures are no JSON: " + e.getMessage());
        }
    }

    /** A figure, or NaN where there is none. */
    double number(String name) {
        return figures.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    String text(String name) {
        return String.valueOf(figures.get(name));
    }
}
