package org.netloom.compiler.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a layer or an optimizer, as its signature lists it.
 *
 * @param doc one line
 * @param type Integer, Long, Double, Boolean, Pair, String for a word, or Option
 * @param defaultValue or null
 * @param defaultsTo the parameter whose value it takes where it is left out, or null
 * @param optional whether it may be left out and then has no value
 * @param range of numbers
 * @param words which words are allowed, where it takes one
 * @param options what it can be, where it takes an {@link Option}
 * @param synonyms what other libraries call it, for "did you mean"
 * @param byName whether a call must name it
 */
public record Parameter<T>(
        String name,
        String doc,
        Class<T> type,
        @Nullable T defaultValue,
        @Nullable Parameter<T> defaultsTo,
        boolean optional,
        Range range,
        List<String> words,
        List<Signature> options,
        List<String> synonyms,
        boolean byName) {

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

    public Parameter {
        words = List.copyOf(words);
        options = List.copyOf(options);
        synonyms = List.copyOf(synonyms);
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

    /** {@code true} or {@code false}. */
    public static Parameter<Boolean> flag(String name, String doc) {
        return of(name, doc, Boolean.class);
    }

    /** One of these words. */
    public static Parameter<String> word(String name, String doc, String... words) {
        return new Parameter<>(
                name, doc, String.class, null, null, false, Range.ANY, List.of(words), List.of(), List.of(), false);
    }

    /** One of these, with arguments of its own: {@code stats = ema(0.99)}. */
    public static Parameter<Option> option(String name, String doc, Signature... options) {
        return new Parameter<>(
                name, doc, Option.class, null, null, false, Range.ANY, List.of(), List.of(options), List.of(), false);
    }

    private static <T> Parameter<T> of(String name, String doc, Class<T> type) {
        return new Parameter<>(name, doc, type, null, null, false, Range.ANY, List.of(), List.of(), List.of(), false);
    }

    public Parameter<T> atLeast(double low) {
        return with(new Range(low, true, Double.POSITIVE_INFINITY, true));
    }

    public Parameter<T> moreThan(double low) {
        return with(new Range(low, false, Double.POSITIVE_INFINITY, true));
    }

    /** In [low, high]. */
    public Parameter<T> within(double low, double high) {
        return with(new Range(low, true, high, true));
    }

    /** In [low, high). */
    public Parameter<T> below(double low, double high) {
        return with(new Range(low, true, high, false));
    }

    private Parameter<T> with(Range allowed) {
        return new Parameter<>(
                name, doc, type, defaultValue, defaultsTo, optional, allowed, words, options, synonyms, byName);
    }

    /** Takes this value where it is left out. */
    public Parameter<T> orElse(T value) {
        return new Parameter<>(name, doc, type, value, null, false, range, words, options, synonyms, byName);
    }

    /** Takes the value of another parameter where it is left out. */
    public Parameter<T> orElse(Parameter<T> other) {
        return new Parameter<>(name, doc, type, null, other, false, range, words, options, synonyms, byName);
    }

    /** May be left out and then has no value. */
    public Parameter<T> orNothing() {
        return new Parameter<>(name, doc, type, null, null, true, range, words, options, synonyms, byName);
    }

    /** What other libraries call it; only for suggestions. */
    public Parameter<T> alsoCalled(String... names) {
        return new Parameter<>(
                name, doc, type, defaultValue, defaultsTo, optional, range, words, options, List.of(names), byName);
    }

    /** A call gives it by its name only: it is no size, or libraries differ in where it stands. */
    public Parameter<T> named() {
        return new Parameter<>(
                name, doc, type, defaultValue, defaultsTo, optional, range, words, options, synonyms, true);
    }

    /** Whether a call must give it. */
    public boolean required() {
        return defaultValue == null && defaultsTo == null && !optional;
    }

    /** {@code an integer}, for sentences. */
    public String typeDescribed() {
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return oneOf(words);
        }
        if (type == Option.class) {
            return oneOf(options.stream().map(Signature::toString).toList());
        }
        if (type == Pair.class) {
            return "an integer or a pair (height, width)";
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
        if (defaultsTo != null) {
            return name + "=" + defaultsTo.name();
        }
        if (optional) {
            return "[" + name + "]";
        }
        return defaultValue == null ? name : name + "=" + defaultValue;
    }
}
