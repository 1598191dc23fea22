package org.netloom.compiler.problem;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.source.Span;

/**
 * Something wrong in a {@code .net} file, as data; {@link ProblemRenderer} shows it. {@code docs/errors.md} tells how to
 * write one.
 *
 * @param id stable and readable: {@code shape.window-too-large}; it names the golden case and the docs' anchor
 * @param span the argument or name at fault, not the whole statement
 * @param message one sentence, no capital, no full stop, with both numbers where there are two
 * @param trail the shapes that led there, or null: {@code 1x28x28 -> 6x24x24}
 * @param help a way out, or null
 * @param related other places that matter, each with a few words
 */
public record Problem(
        String id,
        Severity severity,
        Span span,
        String message,
        @Nullable String trail,
        @Nullable String help,
        List<Related> related) {

    /** Another place that matters: {@code first defined here}. */
    public record Related(Span span, String message) {}

    public Problem {
        related = List.copyOf(related);
    }

    public static Problem error(String id, Span span, String message) {
        return new Problem(id, Severity.ERROR, span, message, null, null, List.of());
    }

    public static Problem warning(String id, Span span, String message) {
        return new Problem(id, Severity.WARNING, span, message, null, null, List.of());
    }

    public static Problem note(String id, Span span, String message) {
        return new Problem(id, Severity.NOTE, span, message, null, null, List.of());
    }

    public Problem as(Severity other) {
        return new Problem(id, other, span, message, trail, help, related);
    }

    public Problem trail(@Nullable String shapes) {
        return new Problem(id, severity, span, message, shapes, help, related);
    }

    public Problem help(@Nullable String way) {
        return new Problem(id, severity, span, message, trail, way, related);
    }

    /** With another place behind those that it has. */
    public Problem related(Span where, String why) {
        List<Related> all = new ArrayList<>(related);
        all.add(new Related(where, why));
        return new Problem(id, severity, span, message, trail, help, all);
    }
}
