package org.netloom.runtime.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.netloom.runtime.exception.NetworkException;

/**
 * What a sweep varies.
 *
 * @param name of it: what becomes of it is for the {@link Candidates} to say
 */
public record Variable(String name, Choices choices) {
    private static final Pattern RANGE = Pattern.compile("("
            + Arrays.stream(Choices.Scale.values()).map(Choices.Scale::word).collect(Collectors.joining("|"))
            + ")\\s*\\((.*)\\)");

    /**
     * Reads {@code lr=0.1, 0.3, 1}: choices between commas that stand in no parentheses, brackets, braces and quotes, or one
     * range, {@code lr=log(1e-4, 1)}, {@code uniform(0.1, 0.5)} or {@code int(8, 64)}.
     *
     * @throws NetworkException in one sentence, where it is neither
     */
    public static Variable parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || text.substring(0, equals).isBlank()) {
            throw new NetworkException(
                    "'%s' names nothing to try: a name and its choices are lr=0.1, 0.3".formatted(text));
        }
        String name = text.substring(0, equals).strip();
        try {
            return new Variable(name, choices(text.substring(equals + 1)));
        } catch (NetworkException e) {
            throw new NetworkException("'%s' cannot be tried: %s".formatted(text, e.getMessage()), e);
        }
    }

    private static Choices choices(String text) {
        List<String> values = split(text);
        for (String value : values) {
            Matcher range = RANGE.matcher(value);
            if (range.matches()) {
                if (values.size() > 1) {
                    throw new NetworkException("the range %s stands by itself or not at all".formatted(value));
                }
                return range(range.group(1), value, split(range.group(2)));
            }
        }
        return new Choices.Listed(values);
    }

    private static Choices range(String scale, String text, List<String> ends) {
        try {
            if (ends.size() == 2) {
                return new Choices.Range(
                        Choices.Scale.valueOf(scale.toUpperCase(Locale.ROOT)),
                        Double.parseDouble(ends.get(0)),
                        Double.parseDouble(ends.get(1)));
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new NetworkException("%s is no range: it has two numbers, as in %s(1, 8)".formatted(text, scale));
    }

    /** At commas that stand in nothing. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length() && depth >= 0; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && "([{".indexOf(c) >= 0) {
                depth++;
            } else if (!quoted && ")]}".indexOf(c) >= 0) {
                depth--;
            } else if (!quoted && c == ',' && depth == 0) {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        if (depth != 0 || quoted) {
            throw new NetworkException(quoted ? "a '\"' is not closed" : "its parentheses do not pair");
        }
        parts.add(text.substring(from).strip());
        return parts;
    }

    @Override
    public String toString() {
        return name + "=" + choices;
    }
}
