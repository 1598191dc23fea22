package org.netloom.runtime.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;

/**
 * What stands behind the {@code ?} of {@code iris.csv?target=species&test=0.2}. It never changes.
 *
 * <p>Values are written as in a URL: {@code %26} is an {@code &}, {@code %2C} a comma that separates nothing. A {@code +} is
 * a plus, and a space may stand as it is. What cannot be read as what it should be is a {@link NetworkException} in one
 * sentence that names the option.
 */
public final class DataOptions {
    private static final DataOptions NONE = new DataOptions(Map.of());

    /** As they were written, with their percent signs, so that a list can have a comma in an element. */
    private final Map<String, String> values;

    private DataOptions(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** No options. */
    public static DataOptions none() {
        return NONE;
    }

    /** Options by name, with values as they stand in a spec. */
    public static DataOptions of(Map<String, String> values) {
        return values.isEmpty() ? NONE : new DataOptions(values);
    }

    /**
     * Reads what stands behind the {@code ?}.
     *
     * @throws NetworkException where a part is no {@code name=value}, or a name is there twice
     */
    static DataOptions parse(String query) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new NetworkException(
                        "'%s' in '?%s' is no option: those are name=value, with & between two".formatted(part, query));
            }
            String name = part.substring(0, equals);
            if (values.put(name, part.substring(equals + 1)) != null) {
                throw new NetworkException("the option '%s' is there twice in '?%s'".formatted(name, query));
            }
        }
        DataOptions options = new DataOptions(values);
        values.keySet().forEach(options::text);
        return options;
    }

    /** A text as a value that stands for it alone: {@code a%2Cb}. */
    public static String encoded(String value) {
        return value.replace("%", "%25").replace("&", "%26").replace(",", "%2C");
    }

    /** The names of those that are given, in their order. */
    public Collection<String> names() {
        return values.keySet();
    }

    /** By name, as they stand in a spec. */
    public Map<String, String> asMap() {
        return values;
    }

    /** Whether one is given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** These, and of the others what these do not have. */
    public DataOptions orElse(DataOptions others) {
        Map<String, String> all = new LinkedHashMap<>(values);
        others.values.forEach(all::putIfAbsent);
        return of(all);
    }

    /** Those of some names alone. */
    public DataOptions only(Collection<String> names) {
        Map<String, String> some = new LinkedHashMap<>(values);
        some.keySet().retainAll(names);
        return of(some);
    }

    /** The value, null where the option is not given. */
    public @Nullable String text(String name) {
        String value = values.get(name);
        return value == null ? null : decoded(name, value);
    }

    /** The value, {@code fallback} where the option is not given. */
    public String text(String name, String fallback) {
        return Objects.requireNonNullElse(text(name), fallback);
    }

    /** Values with commas between them; none where the option is not given. */
    public List<String> list(String name) {
        List<String> list = new ArrayList<>();
        if (values.containsKey(name)) {
            for (String element : String.valueOf(values.get(name)).split(",", -1)) {
                list.add(decoded(name, element));
            }
        }
        return List.copyOf(list);
    }

    /** One of some words, {@code fallback} where the option is not given. */
    public String choice(String name, String fallback, List<String> words) {
        String word = text(name, fallback);
        if (has(name) && !words.contains(word)) {
            throw refused(name, "one of " + String.join(", ", words));
        }
        return word;
    }

    /** {@code true} or {@code false}, {@code fallback} where the option is not given. */
    public boolean flag(String name, boolean fallback) {
        return Boolean.parseBoolean(choice(name, String.valueOf(fallback), List.of("true", "false")));
    }

    /** A whole number, {@code fallback} where the option is not given. */
    public long whole(String name, long fallback) {
        try {
            return has(name) ? Long.parseLong(text(name, "")) : fallback;
        } catch (NumberFormatException e) {
            throw refused(name, "a whole number");
        }
    }

    /** A number above 0 and below 1, {@code fallback} where the option is not given. */
    public double fraction(String name, double fallback) {
        try {
            double fraction = has(name) ? Double.parseDouble(text(name, "")) : fallback;
            if (!has(name) || (fraction > 0 && fraction < 1)) {
                return fraction;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw refused(name, "a part of the examples, above 0 and below 1, as 0.1 is");
    }

    /** {@code test=2: it is a part of the examples, …}. */
    private NetworkException refused(String name, String expected) {
        return new NetworkException("%s=%s: this option is %s".formatted(name, values.get(name), expected));
    }

    private static String decoded(String name, String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] written = value.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < written.length; i++) {
            if (written[i] != '%') {
                bytes.write(written[i]);
                continue;
            }
            int high = i + 2 < written.length ? Character.digit(written[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(written[i + 2], 16);
            if (low < 0) {
                throw new NetworkException("%s=%s: behind a %% stand two digits from 0 to f; %%25 is the sign itself"
                        .formatted(name, value));
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NetworkException("%s=%s: what its %% say is no UTF-8".formatted(name, value), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DataOptions options && values.equals(options.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** As behind the {@code ?} of a spec. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&").append(String.format(Locale.ROOT, "%s=%s", name, value)));
        return text.toString();
    }
}
