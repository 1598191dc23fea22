package org.netloom.compiler.check;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Signature;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;
import org.netloom.compiler.syntax.NetFile;

/** Matches what a call gives with what a signature takes. */
final class ArgumentCheck {
    private final Signature signature;
    private final NetFile.Call call;
    private final Problems problems;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Span> places = new HashMap<>();
    private boolean failed;

    private ArgumentCheck(Signature signature, NetFile.Call call, Problems problems) {
        this.signature = signature;
        this.call = call;
        this.problems = problems;
    }

    /** The value of each parameter, or null where a problem was reported. */
    static @Nullable Arguments check(Signature signature, NetFile.Call call, Problems problems) {
        return new ArgumentCheck(signature, call, problems).check();
    }

    private @Nullable Arguments check() {
        int position = 0;
        boolean named = false;
        for (NetFile.Argument argument : call.arguments()) {
            NetFile.Name name = argument.name();
            Parameter<?> parameter;
            if (name != null) {
                named = true;
                parameter = named(name);
            } else if (named) {
                fail(Problem.error(
                                "argument.position-after-name",
                                argument.span(),
                                "an argument without a name cannot follow one with a name")
                        .help("write %s=%s, or put it before".formatted(nextFree(), CallText.of(argument.value()))));
                continue;
            } else {
                parameter = positional(position++, argument);
            }
            if (parameter != null) {
                put(parameter, argument);
            }
        }
        return failed || missing() ? null : filledIn();
    }

    /** The parameter that the next argument is probably meant for. */
    private String nextFree() {
        return signature.parameters().stream()
                .map(Parameter::name)
                .filter(name -> !places.containsKey(name))
                .findFirst()
                .orElse("name");
    }

    private @Nullable Parameter<?> named(NetFile.Name name) {
        Optional<Parameter<?>> known = signature.parameter(name.text());
        if (known.isPresent()) {
            return known.get();
        }
        Optional<String> nearest =
                Suggestions.nearest(name.text(), signature.parameters(), Parameter::name, Parameter::synonyms);
        String way = signature.hints().get(name.text());
        fail(Problem.error(
                        "argument.unknown",
                        name.span(),
                        "%s has no argument '%s'".formatted(signature.name(), name.text()))
                .help(way != null ? way : Suggestions.didYouMean(nearest, takes())));
        return null;
    }

    private @Nullable Parameter<?> positional(int position, NetFile.Argument argument) {
        if (position < signature.parameters().size()) {
            return signature.parameters().get(position);
        }
        if (position == signature.parameters().size()) {
            int most = signature.parameters().size();
            String takes = most == 0 ? "no arguments" : most == 1 ? "one argument" : "at most " + most + " arguments";
            fail(Problem.error(
                            "argument.too-many",
                            argument.span(),
                            "%s takes %s but was given %d"
                                    .formatted(
                                            signature.name(),
                                            takes,
                                            call.arguments().size()))
                    .help(takes()));
        }
        return null;
    }

    private void put(Parameter<?> parameter, NetFile.Argument argument) {
        Span first = places.putIfAbsent(parameter.name(), argument.span());
        if (first != null) {
            fail(Problem.error("argument.twice", argument.span(), "'%s' is given twice".formatted(parameter.name()))
                    .related(first, "first given here"));
            return;
        }
        Object value = value(parameter, argument.value(), problems);
        if (value == null) {
            failed = true;
        } else {
            values.put(parameter.name(), value);
        }
    }

    private boolean missing() {
        List<String> names = signature.parameters().stream()
                .filter(parameter -> parameter.required() && !places.containsKey(parameter.name()))
                .map(Parameter::name)
                .toList();
        if (!names.isEmpty()) {
            problems.add(Problem.error(
                            "argument.missing",
                            call.name().span(),
                            "%s needs %s".formatted(signature.name(), String.join(" and ", names)))
                    .help(takes()));
        }
        return !names.isEmpty();
    }

    private Arguments filledIn() {
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

    private String takes() {
        return "its signature is " + signature;
    }

    private void fail(Problem problem) {
        problems.add(problem);
        failed = true;
    }

    /** A value of the parameter's type and in its range, or null where a problem was reported. */
    static @Nullable Object value(Parameter<?> parameter, NetFile.Expression expression, Problems problems) {
        Object value = typed(parameter, expression);
        if (value == null) {
            problems.add(Problem.error(
                    "argument.type",
                    expression.span(),
                    "%s must be %s but is %s"
                            .formatted(parameter.name(), parameter.typeDescribed(), described(expression))));
            return null;
        }
        if (value instanceof String word && !parameter.words().contains(word)) {
            problems.add(Problem.error(
                            "argument.word",
                            expression.span(),
                            "%s must be %s but is '%s'".formatted(parameter.name(), parameter.typeDescribed(), word))
                    .help(Suggestions.nearest(word, parameter.words())
                            .map("did you mean '%s'?"::formatted)
                            .orElse(null)));
            return null;
        }
        if (value instanceof Number number && !parameter.range().contains(number.doubleValue())) {
            problems.add(Problem.error(
                    "argument.range",
                    expression.span(),
                    "%s must be %s but is %s"
                            .formatted(parameter.name(), parameter.range().described(), CallText.of(expression))));
            return null;
        }
        if (parameter.type() == Integer.class && value instanceof Long large && large != large.intValue()) {
            problems.add(Problem.error(
                    "argument.range",
                    expression.span(),
                    "%s must be at most %d but is %d".formatted(parameter.name(), Integer.MAX_VALUE, large)));
            return null;
        }
        return parameter.type() == Integer.class ? ((Number) value).intValue() : value;
    }

    private static @Nullable Object typed(Parameter<?> parameter, NetFile.Expression expression) {
        Class<?> type = parameter.type();
        if (expression instanceof NetFile.IntegerLiteral whole) {
            if (type == Double.class) {
                return (double) whole.value();
            }
            return type == Integer.class || type == Long.class ? whole.value() : null;
        }
        if (expression instanceof NetFile.RealLiteral real) {
            return type == Double.class ? real.value() : null;
        }
        if (expression instanceof NetFile.Call word && !word.parentheses() && type == String.class) {
            return word.name().text();
        }
        return expression instanceof NetFile.BooleanLiteral truth && type == Boolean.class ? truth.value() : null;
    }

    private static String described(NetFile.Expression expression) {
        if (expression instanceof NetFile.TextLiteral) {
            return "a text";
        }
        return expression instanceof NetFile.Call call ? "'" + call.name().text() + "'" : CallText.of(expression);
    }
}
