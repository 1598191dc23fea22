package org.netloom.compiler.internal.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Shape;

/**
 * What the names in an expression stand for.
 *
 * @param owner whose parameters these are, for sentences: {@code res}, {@code LeNet}
 * @param declares whether the owner can have parameters
 * @param names the parameters that may be named, in their order
 * @param values those whose value is known: Long, Double, Boolean or Pair
 * @param in the shape that {@code in} stands for, or null where nobody knows it
 */
record Environment(
        String owner,
        boolean declares,
        Set<String> names,
        Map<String, Object> values,
        @Nullable Shape in) {

    /** No parameters, as in a train section. */
    static Environment empty(String owner) {
        return new Environment(owner, false, Set.of(), Map.of(), null);
    }

    /** A parameter's value, where it is known. */
    Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** The same with one value more. */
    Environment with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Environment(owner, declares, names, more, in);
    }

    /** The same where {@code in} is another shape. */
    Environment in(@Nullable Shape shape) {
        return new Environment(owner, declares, names, values, shape);
    }
}
