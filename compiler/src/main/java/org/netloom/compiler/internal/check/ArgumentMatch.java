package org.netloom.compiler.internal.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/**
 * Which argument of a call goes to which parameter: the first ones by position, any by name, and options of layers by
 * name only.
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
     * @param hints what to say to arguments that are refused on purpose
     */
    record Callee<P>(
            String name,
            String text,
            List<P> parameters,
            Function<P, String> names,
            Function<P, List<String>> synonyms,
            Predicate<P> required,
            Hints<P> hints) {}

    /**
     * The ways out where an argument is refused on purpose.
     *
     * @param byName whether a parameter goes by its name only; such ones are the last
     * @param names for names, with {@code {value}} for what was given
     * @param surplus for a size too many, with {@code {1}} for the first argument; may be empty
     */
    record Hints<P>(Predicate<P> byName, Map<String, String> names, String surplus) {
        /** Nothing is refused. */
        static <P> Hints<P> none() {
            return new Hints<>(parameter -> false, Map.of(), "");
        }
    }

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
                parameter = named(name, argument.value());
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

    private @Nullable P named(NetFile.Name name, NetFile.Expression value) {
        for (P parameter : callee.parameters()) {
            if (callee.names().apply(parameter).equals(name.text())) {
                return parameter;
            }
        }
        Optional<String> nearest =
                Suggestions.nearest(name.text(), callee.parameters(), callee.names(), callee.synonyms());
        String hint = callee.hints().names().get(name.text());
        String way = hint == null ? null : hint.replace("{value}", bare(value));
        fail(Problem.error(
                        "argument.unknown",
                        name.span(),
                        "%s has no argument '%s'".formatted(callee.name(), name.text()))
                .help(way != null ? way : Suggestions.didYouMean(nearest, takes())));
        return null;
    }

    /** {@code relu} of {@code "relu"}. */
    private static String bare(NetFile.Expression value) {
        return value instanceof NetFile.TextLiteral text ? text.value() : CallText.of(value);
    }

    private @Nullable P positional(int position, NetFile.Argument argument) {
        List<P> parameters = callee.parameters();
        int most = parameters.size();
        int byPosition = (int)
                parameters.stream().filter(callee.hints().byName().negate()).count();
        if (position < byPosition) {
            return parameters.get(position);
        }
        if (position == byPosition && byPosition < most) {
            fail(needsName(byPosition, argument));
        } else if (position == most) {
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

    /** A number in other libraries' place of an option would silently mean something else. */
    private Problem needsName(int byPosition, NetFile.Argument argument) {
        List<String> names = callee.parameters().stream().map(callee.names()).toList();
        String takes = byPosition == 0
                ? "no argument without its name"
                : "only %s without %s"
                        .formatted(
                                String.join(" and ", names.subList(0, byPosition)),
                                byPosition == 1 ? "its name" : "their names");
        String way = callee.hints().surplus();
        boolean size = !(argument.value() instanceof NetFile.RealLiteral
                || argument.value() instanceof NetFile.BooleanLiteral
                || argument.value() instanceof NetFile.TextLiteral);
        List<String> given = call.arguments().stream()
                .filter(each -> each.name() == null)
                .map(each -> CallText.of(each.value()))
                .toList();
        if (way.isEmpty() || !size) {
            way = "write %s=%s".formatted(names.get(byPosition), given.get(byPosition));
        }
        for (int i = 0; i < given.size(); i++) {
            way = way.replace("{%s}".formatted(i + 1), given.get(i));
        }
        return Problem.error("argument.needs-name", argument.span(), "%s takes %s".formatted(callee.name(), takes))
                .help(way);
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
                .filter(callee.required())
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
