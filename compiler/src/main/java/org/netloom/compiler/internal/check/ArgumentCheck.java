package org.netloom.compiler.internal.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Numbers;
import org.netloom.compiler.layer.Option;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/** Checks what a call gives against what a signature takes. */
final class ArgumentCheck {
    private ArgumentCheck() {}

    /** The value of each parameter, or null where a problem was reported or a value is not known yet. */
    static @Nullable Arguments check(
            Signature signature, NetFile.Call call, Environment environment, Problems problems) {
        Map<String, NetFile.Argument> given = ArgumentMatch.match(callee(signature), call, problems);
        if (given == null) {
            return null;
        }
        Map<String, Object> values = new HashMap<>();
        Map<String, Span> places = new HashMap<>();
        for (Parameter<?> parameter : signature.parameters()) {
            NetFile.Argument argument = given.get(parameter.name());
            if (argument != null) {
                places.put(parameter.name(), argument.span());
                Object value = value(parameter, argument.value(), environment, problems);
                if (value != null) {
                    values.put(parameter.name(), value);
                }
            }
        }
        return values.size() == places.size() ? filledIn(signature, values, places) : null;
    }

    private static ArgumentMatch.Callee<Parameter<?>> callee(Signature signature) {
        return new ArgumentMatch.Callee<>(
                signature.name(),
                signature.toString(),
                signature.parameters(),
                Parameter::name,
                Parameter::synonyms,
                Parameter::required,
                new ArgumentMatch.Hints<>(Parameter::byName, signature.hints(), signature.surplus()));
    }

    private static Arguments filledIn(Signature signature, Map<String, Object> values, Map<String, Span> places) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Parameter<?> parameter : signature.parameters()) {
            Parameter<?> same = parameter.defaultsTo();
            Object value = values.get(parameter.name());
            if (value == null) {
                value = same == null ? parameter.defaultValue() : all.get(same.name());
            }
            if (value != null) {
                all.put(parameter.name(), value);
            }
        }
        return new Arguments(all, places);
    }

    /** A value of the parameter's type and in its range, or null where a problem was reported or it is not known. */
    static @Nullable Object value(
            Parameter<?> parameter, NetFile.Expression expression, Environment environment, Problems problems) {
        if (parameter.takesText()) {
            String text = CallText.text(expression);
            if (text == null) {
                problems.add(wrongType(parameter, expression, CallText.of(expression)));
            }
            return text;
        }
        if (expression instanceof NetFile.TextLiteral) {
            problems.add(wrongType(parameter, expression, "a text"));
            return null;
        }
        if (parameter.type() == String.class) {
            return word(parameter, expression, problems);
        }
        if (parameter.type() == Option.class) {
            return option(parameter, expression, environment, problems);
        }
        if (parameter.type() == Numbers.class) {
            return numbers(parameter, expression, environment, problems);
        }
        Object computed = new Evaluator(environment, problems).value(expression);
        if (computed == null) {
            return null;
        }
        Object value = typed(parameter, computed);
        if (value == null) {
            problems.add(wrongType(parameter, expression, is(expression, computed)));
            return null;
        }
        if (value instanceof Pair pair) {
            boolean right = expression instanceof NetFile.Both both
                    ? inRange(parameter, pair.height(), both.height(), (long) pair.height(), problems)
                            && inRange(parameter, pair.width(), both.width(), (long) pair.width(), problems)
                    : inRange(parameter, pair.height(), expression, pair, problems)
                            && inRange(parameter, pair.width(), expression, pair, problems);
            return right ? pair : null;
        }
        if (value instanceof Number number && !inRange(parameter, number, expression, computed, problems)) {
            return null;
        }
        if (parameter.type() == Pair.class) {
            return Pair.of(((Number) value).intValue());
        }
        return parameter.type() == Integer.class ? ((Number) value).intValue() : value;
    }

    /** All of them, or null where one was refused or is not known. */
    private static @Nullable Numbers numbers(
            Parameter<?> parameter, NetFile.Expression expression, Environment environment, Problems problems) {
        List<NetFile.Expression> written = List.of(expression);
        if (expression instanceof NetFile.Both both) {
            written = List.of(both.height(), both.width());
        } else if (expression instanceof NetFile.Several several) {
            written = several.values();
        }
        List<Double> values = new ArrayList<>();
        for (NetFile.Expression each : written) {
            Object computed = new Evaluator(environment, problems).value(each);
            if (computed instanceof Number number) {
                if (inRange(parameter, number, each, computed, problems)) {
                    values.add(number.doubleValue());
                }
            } else if (computed != null) {
                problems.add(wrongType(parameter, each, is(each, computed)));
            }
        }
        return values.size() == written.size() ? new Numbers(values) : null;
    }

    private static boolean inRange(
            Parameter<?> parameter, Number number, NetFile.Expression expression, Object computed, Problems problems) {
        if (!parameter.range().contains(number.doubleValue())) {
            problems.add(Problem.error(
                    "argument.range",
                    expression.span(),
                    "%s must be %s but %s"
                            .formatted(
                                    parameter.name(),
                                    parameter.range().described(),
                                    Evaluator.isWhat(expression, computed))));
            return false;
        }
        boolean ofInts = parameter.type() == Integer.class || parameter.type() == Pair.class;
        if (ofInts && number.longValue() > Integer.MAX_VALUE) {
            problems.add(Problem.error(
                    "argument.range",
                    expression.span(),
                    "%s must be at most %s but is %s"
                            .formatted(parameter.name(), Integer.MAX_VALUE, number.longValue())));
            return false;
        }
        return true;
    }

    /** One of the parameter's words, which stands for itself whatever is called like it. */
    private static @Nullable String word(Parameter<?> parameter, NetFile.Expression expression, Problems problems) {
        if (!(expression instanceof NetFile.Call call) || call.parentheses()) {
            problems.add(wrongType(parameter, expression, CallText.of(expression)));
            return null;
        }
        String word = call.name().text();
        if (parameter.words().contains(word)) {
            return word;
        }
        problems.add(unknownWord(parameter, expression, word, parameter.words()));
        return null;
    }

    private static Problem unknownWord(
            Parameter<?> parameter, NetFile.Expression expression, String word, List<String> known) {
        return Problem.error(
                        "argument.word",
                        expression.span(),
                        "%s must be %s but is '%s'".formatted(parameter.name(), parameter.typeDescribed(), word))
                .help(Suggestions.nearest(word, known)
                        .map("did you mean '%s'?"::formatted)
                        .orElse(null));
    }

    /** One of the parameter's options with its own arguments. */
    private static @Nullable Option option(
            Parameter<?> parameter, NetFile.Expression expression, Environment environment, Problems problems) {
        if (!(expression instanceof NetFile.Call call)) {
            problems.add(wrongType(parameter, expression, CallText.of(expression)));
            return null;
        }
        String name = call.name().text();
        for (Signature signature : parameter.options()) {
            if (signature.name().equals(name)) {
                Arguments arguments = check(signature, call, environment, problems);
                return arguments == null ? null : new Option(name, arguments);
            }
        }
        List<String> known = parameter.options().stream().map(Signature::name).toList();
        problems.add(unknownWord(parameter, expression, name, known));
        return null;
    }

    private static Problem wrongType(Parameter<?> parameter, NetFile.Expression expression, String is) {
        return Problem.error(
                "argument.type",
                expression.span(),
                "%s must be %s but is %s".formatted(parameter.name(), parameter.typeDescribed(), is));
    }

    private static @Nullable Object typed(Parameter<?> parameter, Object value) {
        Class<?> type = parameter.type();
        if (value instanceof Long whole) {
            if (type == Double.class) {
                return (double) whole;
            }
            return type == Integer.class || type == Long.class || type == Pair.class ? whole : null;
        }
        return type.isInstance(value) ? value : null;
    }

    private static String is(NetFile.Expression expression, Object value) {
        return CallText.isLiteral(expression)
                ? CallText.of(expression)
                : "%s, which %s is".formatted(Evaluator.text(value), CallText.of(expression));
    }
}
