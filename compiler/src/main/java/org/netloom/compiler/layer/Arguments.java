package org.netloom.compiler.layer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.source.Span;

/** The value of each parameter at one call, defaults filled in, of the right type and in range. */
public final class Arguments {
    private final Map<String, Object> values;
    private final Map<String, Span> places;

    /**
     * @param values by parameter, in the order of the signature; an optional one may be absent
     * @param places where each that was written stands
     */
    public Arguments(Map<String, Object> values, Map<String, Span> places) {
        this.values = new LinkedHashMap<>(values);
        this.places = Map.copyOf(places);
    }

    /** The value of a parameter that has one. */
    public <T> T get(Parameter<T> parameter) {
        T value = find(parameter);
        if (value == null) {
            throw new IllegalArgumentException("no value for " + parameter.name());
        }
        return value;
    }

    /** The value of a parameter, or null where an optional one was left out. */
    public <T> @Nullable T find(Parameter<T> parameter) {
        return parameter.type().cast(values.get(parameter.name()));
    }

    /** The value of the parameter of this name, or null where it has none. */
    public @Nullable Object value(String name) {
        return values.get(name);
    }

    /** Whether the file says it. */
    public boolean given(Parameter<?> parameter) {
        return places.containsKey(parameter.name());
    }

    /** Where the file says it, or null. */
    public @Nullable Span place(Parameter<?> parameter) {
        return places.get(parameter.name());
    }

    /** The same with another value. */
    public <T> Arguments with(Parameter<T> parameter, T value) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(parameter.name(), value);
        return new Arguments(changed, places);
    }

    /** {@code channels=6 kernel=5 …}, every parameter. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
