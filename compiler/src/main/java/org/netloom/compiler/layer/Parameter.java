package org.netloom.compiler.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a layer or an optimizer, as its signature lists it. It never changes; each method that says more of it
 * gives another one.
 */
public final class Parameter<T> {
    private final String name;
    private final String doc;
    private final Class<T> type;
    private final LeftOut<T> leftOut;
    private final Allowed allowed;
    private final List<String> synonyms;
    private final boolean byName;

    /** Which numbers are allowed. */
    public record Range(double low, boolean lowIncluded, double high, boolean highIncluded) {
        static final Range ANY = new Range(Double.NEGATIVE_INFINITY, true, Double.POSITIVE_INFINITY, true);

        public boolean contains(double value) {
            return Double.isFinite(value)
                    && (lowIncluded ? value >= low : value > low)
                    && (highIncluded ? value <= high : value < high);
        }

        /** For sentences: {@code at least 1}, {@code more than 0}, {@code in [0, 1)}. */
        public String described() {
            if (Double.isInfinite(high)) {
                return (lowIncluded ? "at least " : "more than ") + number(low);
            }
            return "in " + (lowIncluded ? "[" : "(") + number(low) + ", " + number(high) + (highIncluded ? "]" : ")");
        }

        private static String number(double value) {
            return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
        }
    }

    /** What it is where a call leaves it out: a value, another parameter's value, nothing, or, with none of these, an error. */
    private record LeftOut<T>(@Nullable T value, @Nullable Parameter<T> other, boolean allowed) {}

    /** Which numbers, which words, or which options. */
    private record Allowed(Range range, List<String> words, List<Signature> options) {}

    private Parameter(
            String name,
            String doc,
            Class<T> type,
            LeftOut<T> leftOut,
            Allowed allowed,
            List<String> synonyms,
            boolean byName) {
        this.name = name;
        this.doc = doc;
        this.type = type;
        this.leftOut = leftOut;
        this.allowed = allowed;
        this.synonyms = synonyms;
        this.byName = byName;
    }

    /** A whole number that fits an int; without a default it must be given. */
    public static Parameter<Integer> integer(String name, String doc) {
        return of(name, doc, Integer.class);
    }

    /** A whole number along each axis of an image; one number is the same along both. */
    public static Parameter<Pair> pair(String name, String doc) {
        return of(name, doc, Pair.class);
    }

    /** A whole number that fits a long. */
    public static Parameter<Long> longInteger(String name, String doc) {
        return of(name, doc, Long.class);
    }

    /** A real number; it may be written as a whole one. */
    public static Parameter<Double> real(String name, String doc) {
        return of(name, doc, Double.class);
    }

    /** A real number or several in parentheses, each of them in the range: {@code (1, 2, 0.5)}. */
    public static Parameter<Numbers> numbers(String name, String doc) {
        return of(name, doc, Numbers.class);
    }

    /** {@code true} or {@code false}. */
    public static Parameter<Boolean> flag(String name, String doc) {
        return of(name, doc, Boolean.class);
    }

    /** One of these words. */
    public static Parameter<String> word(String name, String doc, String... words) {
        return of(name, doc, String.class, new Allowed(Range.ANY, List.of(words), List.of()));
    }

    /** Any text, in quotes, or without them where it is a name. */
    public static Parameter<String> text(String name, String doc) {
        return of(name, doc, String.class);
    }

    /** One of these, with arguments of its own: {@code stats = ema(0.99)}. */
    public static Parameter<Option> option(String name, String doc, Signature... options) {
        return of(name, doc, Option.class, new Allowed(Range.ANY, List.of(), List.of(options)));
    }

    private static <T> Parameter<T> of(String name, String doc, Class<T> type) {
        return of(name, doc, type, new Allowed(Range.ANY, List.of(), List.of()));
    }

    private static <T> Parameter<T> of(String name, String doc, Class<T> type, Allowed allowed) {
        return new Parameter<>(name, doc, type, new LeftOut<>(null, null, false), allowed, List.of(), false);
    }

    public Parameter<T> atLeast(double low) {
        return with(new Range(low, true, Double.POSITIVE_INFINITY, true));
    }

    public Parameter<T> moreThan(double low) {
        return with(new Range(low, false, Double.POSITIVE_INFINITY, true));
    }

    /** In (low, high]. */
    public Parameter<T> moreThan(double low, double high) {
        return with(new Range(low, false, high, true));
    }

    /** In [low, high]. */
    public Parameter<T> within(double low, double high) {
        return with(new Range(low, true, high, true));
    }

    /** In [low, high). */
    public Parameter<T> below(double low, double high) {
        return with(new Range(low, true, high, false));
    }

    /** In (low, high). */
    public Parameter<T> between(double low, double high) {
        return with(new Range(low, false, high, false));
    }

    private Parameter<T> with(Range range) {
        Allowed changed = new Allowed(range, allowed.words(), allowed.options());
        return new Parameter<>(name, doc, type, leftOut, changed, synonyms, byName);
    }

    private Parameter<T> with(LeftOut<T> changed) {
        return new Parameter<>(name, doc, type, changed, allowed, synonyms, byName);
    }

    /** Takes this value where it is left out. */
    public Parameter<T> orElse(T value) {
        return with(new LeftOut<>(value, null, false));
    }

    /** Takes the value of another parameter where it is left out. */
    public Parameter<T> orElse(Parameter<T> other) {
        return with(new LeftOut<>(null, other, false));
    }

    /** May be left out and then has no value. */
    public Parameter<T> orNothing() {
        return with(new LeftOut<>(null, null, true));
    }

    /** What other libraries call it; only for suggestions. */
    public Parameter<T> alsoCalled(String... names) {
        return new Parameter<>(name, doc, type, leftOut, allowed, List.of(names), byName);
    }

    /** A call gives it by its name only: it is no size, or libraries differ in where it stands. */
    public Parameter<T> named() {
        return new Parameter<>(name, doc, type, leftOut, allowed, synonyms, true);
    }

    public String name() {
        return name;
    }

    /** One line. */
    public String doc() {
        return doc;
    }

    /** Integer, Long, Double, Boolean, Pair, Numbers, String for a word, or Option. */
    public Class<T> type() {
        return type;
    }

    /** The value where it is left out, or null. */
    public @Nullable T defaultValue() {
        return leftOut.value();
    }

    /** The parameter whose value it takes where it is left out, or null. */
    public @Nullable Parameter<T> defaultsTo() {
        return leftOut.other();
    }

    /** Whether it may be left out and then has no value. */
    public boolean optional() {
        return leftOut.allowed();
    }

    /** Which numbers are allowed. */
    public Range range() {
        return allowed.range();
    }

    /** Which words are allowed, where it takes one. */
    public List<String> words() {
        return allowed.words();
    }

    /** What it can be, where it takes an {@link Option}. */
    public List<Signature> options() {
        return allowed.options();
    }

    /** Whether it is any text, and not one of some words. */
    public boolean takesText() {
        return type == String.class && allowed.words().isEmpty();
    }

    /** What other libraries call it, for "did you mean". */
    public List<String> synonyms() {
        return synonyms;
    }

    /** Whether a call must name it. */
    public boolean byName() {
        return byName;
    }

    /** Whether a call must give it. */
    public boolean required() {
        return leftOut.value() == null && leftOut.other() == null && !leftOut.allowed();
    }

    /** {@code an integer}, for sentences. */
    public String typeDescribed() {
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return takesText() ? "a text in quotes" : oneOf(words());
        }
        if (type == Option.class) {
            return oneOf(options().stream().map(Signature::toString).toList());
        }
        if (type == Pair.class) {
            return "an integer or a pair (height, width)";
        }
        if (type == Numbers.class) {
            return "a number or several, as (1, 2, 0.5)";
        }
        return type == Double.class ? "a number" : "an integer";
    }

    private static String oneOf(List<String> choices) {
        int last = choices.size() - 1;
        return last == 0 ? choices.get(0) : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
    }

    /** As the signature shows it: {@code kernel}, {@code pad=0}, {@code stride=kernel}, {@code [height]}. */
    @Override
    public String toString() {
        Parameter<T> other = leftOut.other();
        if (other != null) {
            return name + "=" + other.name();
        }
        if (leftOut.allowed()) {
            return "[" + name + "]";
        }
        return leftOut.value() == null ? name : name + "=" + leftOut.value();
    }
}
