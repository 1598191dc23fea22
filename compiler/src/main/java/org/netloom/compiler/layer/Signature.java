package org.netloom.compiler.layer;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What can be written of a layer or an optimizer: from it follow the checking of arguments, "did you mean", and the
 * reference. It never changes; {@link #of} begins one, and each method that takes what to add gives another one.
 */
public final class Signature {
    private final String name;
    private final String doc;
    private final List<Parameter<?>> parameters;
    private final Reference reference;
    private final Help help;

    /** What the reference shows beside the parameters. */
    private record Reference(String example, String formula, String source) {}

    /** What leads whoever writes it otherwise. */
    private record Help(List<String> synonyms, Map<String, String> hints, String surplus) {
        Help {
            synonyms = List.copyOf(synonyms);
            hints = Map.copyOf(hints);
        }
    }

    private Signature(String name, String doc, List<Parameter<?>> parameters, Reference reference, Help help) {
        this.name = name;
        this.doc = doc;
        this.parameters = parameters;
        this.reference = reference;
        this.help = help;
    }

    /**
     * A signature without parameters; the methods below add to it.
     *
     * @param name as the {@code .net} file has it, in lower case; a layer's has no digit at the end, because ordinals follow it
     * @param doc a sentence or two
     * @throws IllegalArgumentException if nothing can be called so
     */
    public static Signature of(String name, String doc) {
        if (!name.matches("[a-z][a-z0-9_]*[a-z0-9]")) {
            throw new IllegalArgumentException("nothing can be called " + name);
        }
        return new Signature(name, doc, List.of(), new Reference("", "", ""), new Help(List.of(), Map.of(), ""));
    }

    /**
     * Positional arguments go to these in this order.
     *
     * @throws IllegalArgumentException if two have one name, or one by position stands behind one by name
     */
    public Signature parameters(Parameter<?>... all) {
        Set<String> names = new HashSet<>();
        for (Parameter<?> parameter : all) {
            if (!names.add(parameter.name())) {
                throw new IllegalArgumentException(name + " has two parameters " + parameter.name());
            }
        }
        if (Arrays.stream(all).dropWhile(parameter -> !parameter.byName()).anyMatch(parameter -> !parameter.byName())) {
            throw new IllegalArgumentException(name + " takes arguments by position behind those by name");
        }
        return new Signature(name, doc, List.of(all), reference, help);
    }

    /** The body of a small net that uses it; of an optimizer, a call. */
    public Signature example(String body) {
        return with(new Reference(body, reference.formula(), reference.source()));
    }

    /** What it computes, in plain text, and the paper or book that says so. */
    public Signature formula(String text, String from) {
        return with(new Reference(reference.example(), text, from));
    }

    /** What other libraries call it; only for suggestions. */
    public Signature alsoCalled(String... names) {
        return with(new Help(List.of(names), help.hints(), help.surplus()));
    }

    /** The way out where somebody writes this unknown argument; {@code {value}} stands for what was given. */
    public Signature hint(String argument, String way) {
        Map<String, String> all = new TreeMap<>(help.hints());
        all.put(argument, way);
        return with(new Help(help.synonyms(), all, help.surplus()));
    }

    /** The way out where somebody gives one size too many; {@code {1}} stands for the first argument. */
    public Signature surplus(String way) {
        return with(new Help(help.synonyms(), help.hints(), way));
    }

    private Signature with(Reference changed) {
        return new Signature(name, doc, parameters, changed, help);
    }

    private Signature with(Help changed) {
        return new Signature(name, doc, parameters, reference, changed);
    }

    /** As the {@code .net} file has it. */
    public String name() {
        return name;
    }

    /** A sentence or two. */
    public String doc() {
        return doc;
    }

    /** Those that go by position in their order, and behind them those that go by name only. */
    public List<Parameter<?>> parameters() {
        return parameters;
    }

    /** The body of a small net that uses it; of an optimizer, a call. */
    public String example() {
        return reference.example();
    }

    /** What it computes, in a line or a few, or an empty text. */
    public String formula() {
        return reference.formula();
    }

    /** Where the formula comes from: a paper or a book. */
    public String source() {
        return reference.source();
    }

    /** What other libraries call it. */
    public List<String> synonyms() {
        return help.synonyms();
    }

    /** The ways out by the names of arguments that are refused on purpose. */
    public Map<String, String> hints() {
        return help.hints();
    }

    /** The way out where a size is given by position that has none, or an empty text. */
    public String surplus() {
        return help.surplus();
    }

    /** The parameter of this name. */
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
