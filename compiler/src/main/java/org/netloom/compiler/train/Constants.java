package org.netloom.compiler.train;

import java.util.Set;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;

/** What a train section can hand over to a class of the runtime. */
final class Constants {
    private static final Set<Class<?>> TYPES =
            Set.of(Double.class, Integer.class, Long.class, Boolean.class, String.class, Numbers.class);

    private Constants() {}

    /** Refuses what generated code could not write; {@code what} is {@code optimizer} or {@code loss}. */
    static void require(String what, Signature signature) {
        for (Parameter<?> parameter : signature.parameters()) {
            if (!TYPES.contains(parameter.type())) {
                throw new IllegalArgumentException("%s of the %s %s is %s; %s takes numbers, true or false, and words"
                        .formatted(
                                parameter.name(),
                                what,
                                signature.name(),
                                parameter.typeDescribed(),
                                what.startsWith("o") ? "an " + what : "a " + what));
            }
            if (parameter.optional() && !parameter.byName()) {
                throw new IllegalArgumentException("%s of the %s %s may have no value, and so goes by name only"
                        .formatted(parameter.name(), what, signature.name()));
            }
        }
    }
}
