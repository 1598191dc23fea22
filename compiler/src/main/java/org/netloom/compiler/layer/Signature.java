package org.netloom.compiler.layer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What can be written of a layer or an optimizer: from it follow the checking of arguments, "did you mean", and the
 * reference.
 *
 * @param name as the {@code .net} file has it; lower case, and no digit at the end, because ordinals follow it
 * @param doc a sentence or two
 * @param parameters those that go by position in their order, and behind them those that go by name only
 * @param example the body of a small net that uses it
 * @param formula what it computes, in a line or a few, or an empty text
 * @param source where the formula comes from: a paper or a book
 * @param synonyms what other libraries call it, for "did you mean"
 * @param hints for names of arguments that are refused on purpose: the way out, {@code {value}} for what was given
 * @param surplus the way out where a size is given by position that has none; {@code {1}} for the first argument
 */
public record Signature(
        String name,
        String doc,
        List<Parameter<?>> parameters,
        String example,
        String formula,
        String source,
        List<String> synonyms,
        Map<String, String> hints,
        String surplus) {

    public Signature {
        parameters = List.copyOf(parameters);
        synonyms = List.copyOf(synonyms);
        hints = Map.copyOf(hints);
        if (!name.matches("[a-z][a-z0-9_]*[a-z]")) {
            throw new IllegalArgumentException("a layer cannot be called " + name);
        }
        Set<String> names = new HashSet<>();
        for (Parameter<?> parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException(name + " has two parameters " + parameter.name());
            }
        }
        if (parameters.stream()
                .dropWhile(parameter -> !parameter.byName())
                .anyMatch(parameter -> !parameter.byName())) {
            throw new IllegalArgumentException(name + " takes arguments by position behind those by name");
        }
    }

    /** A signature without parameters; the methods below add to it. */
    public static Signature of(String name, String doc) {
        return new Signature(name, doc, List.of(), "", "", "", List.of(), Map.of(), "");
    }

    /** Positional arguments go to these in this order. */
    public Signature parameters(Parameter<?>... all) {
        return new Signature(name, doc, List.of(all), example, formula, source, synonyms, hints, surplus);
    }

    /** The body of a small net that uses it. */
    public Signature example(String body) {
        return new Signature(name, doc, parameters, body, formula, source, synonyms, hints, surplus);
    }

    /** What it computes, in plain text, and the paper or book that says so. */
    public Signature formula(String text, String from) {
        return new Signature(name, doc, parameters, example, text, from, synonyms, hints, surplus);
    }

    /** What other libraries call it; only for suggestions. */
    public Signature alsoCalled(String... names) {
        return new Signature(name, doc, parameters, example, formula, source, List.of(names), hints, surplus);
    }

    /** The way out where somebody writes this unknown argument. */
    public Signature hint(String argument, String way) {
        Map<String, String> all = new TreeMap<>(hints);
        all.put(argument, way);
        return new Signature(name, doc, parameters, example, formula, source, synonyms, all, surplus);
    }

    /** The way out where somebody gives one size too many. */
    public Signature surplus(String way) {
        return new Signature(name, doc, parameters, example, formula, source, synonyms, hints, way);
    }

    public Optional<Parameter<?>> parameter(String called) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(called))
                .findFirst();
    }

    /** {@code conv(channels, kernel; stride=1, …)}: behind the semicolon, by name only. */
    @Override
    public String toString() {
        if (parameters.isEmpty()) {
            return name;
        }
        String byName = joined(true);
        return "%s(%s%s)".formatted(name, joined(false), byName.isEmpty() ? "" : "; " + byName);
    }

    private String joined(boolean byName) {
        return parameters.stream()
                .filter(parameter -> parameter.byName() == byName)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
    }
}
