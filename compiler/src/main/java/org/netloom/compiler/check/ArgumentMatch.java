package org.netloom.compiler.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;
import org.netloom.compiler.syntax.NetFile;

/**
 * Which argument of a call goes to which parameter: the first ones by position, any by name.
 *
 * @param <P> a parameter of a layer, an optimizer or a block
 */
final class ArgumentMatch<P> {
    private final Callee<P> callee;
    private final NetFile.Call call;
    private final Problems problems;
    private final Map<String, NetFile.Argument> given = new LinkedHashMap<>();
    private boolean failed;

    /**
     * What is called.
     *
     * @param text how it is called, for help: {@code res(c, s = 1)}
     * @param hints for names of arguments that are refused on purpose: the way out
     */
    record Callee<P>(
            String name,
            String text,
            List<P> parameters,
            Function<P, String> names,
            Function<P, List<String>> synonyms,
            Function<P, Boolean> required,
            Map<String, String> hints) {}

    private ArgumentMatch(Callee<P> callee, NetFile.Call call, Problems problems) {
        this.callee = callee;
        this.call = call;
        this.problems = problems;
    }

    /** The arguments by the names of their parameters, or null where a problem was reported. */
    static <P> @Nullable Map<String, NetFile.Argument> match(Callee<P> callee, NetFile.Call call, Problems problems) {
        return new ArgumentMatch<>(callee, call, problems).match();
    }

    private @Nullable Map<String, NetFile.Argument> match() {
        int position = 0;
        boolean named = false;
        for (NetFile.Argument argument : call.arguments()) {
            NetFile.Name name = argument.name();
            P parameter;
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
                put(callee.names().apply(parameter), argument);
            }
        }
        checkMissing();
        return failed ? null : given;
    }

    /** The parameter that the next argument is probably meant for. */
    private String nextFree() {
        return callee.parameters().stream()
                .map(callee.names())
                .filter(name -> !given.containsKey(name))
                .findFirst()
                .orElse("name");
    }

    private @Nullable P named(NetFile.Name name) {
        for (P parameter : callee.parameters()) {
            if (callee.names().apply(parameter).equals(name.text())) {
                return parameter;
            }
        }
        Optional<String> nearest =
                Suggestions.nearest(name.text(), callee.parameters(), callee.names(), callee.synonyms());
        String way = callee.hints().get(name.text());
        fail(Problem.error(
                        "argument.unknown",
                        name.span(),
                        "%s has no argument '%s'".formatted(callee.name(), name.text()))
                .help(way != null ? way : Suggestions.didYouMean(nearest, takes())));
        return null;
    }

    private @Nullable P positional(int position, NetFile.Argument argument) {
        int most = callee.parameters().size();
        if (position < most) {
            return callee.parameters().get(position);
        }
        if (position == most) {
            String takes = most == 0 ? "no arguments" : most == 1 ? "one argument" : "at most " + most + " arguments";
            fail(Problem.error(
                            "argument.too-many",
                            argument.span(),
                            String.format(
                                    Locale.ROOT,
                                    "%s takes %s but was given %d",
                                    callee.name(),
                                    takes,
                                    call.arguments().size()))
                    .help(takes()));
        }
        return null;
    }

    private void put(String parameter, NetFile.Argument argument) {
        NetFile.Argument first = given.putIfAbsent(parameter, argument);
        if (first != null) {
            fail(Problem.error("argument.twice", argument.span(), "'%s' is given twice".formatted(parameter))
                    .related(first.span(), "first given here"));
        }
    }

    private void checkMissing() {
        List<String> names = callee.parameters().stream()
                .filter(callee.required()::apply)
                .map(callee.names())
                .filter(name -> !given.containsKey(name))
                .toList();
        // After another mistake nobody can say which argument was meant for which parameter.
        if (!names.isEmpty() && !failed) {
            Span place = call.name().span();
            fail(Problem.error(
                            "argument.missing",
                            place,
                            "%s needs %s".formatted(callee.name(), String.join(" and ", names)))
                    .help(takes()));
        }
    }

    private String takes() {
        return "its signature is " + callee.text();
    }

    private void fail(Problem problem) {
        problems.add(problem);
        failed = true;
    }
}
