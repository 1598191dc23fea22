package org.netloom.compiler.internal.check;

import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.problem.Problems;

/** A call as a person would write it on one line, whatever the file's spaces and comments. */
final class CallText {
    /** White space and comments; a text in quotes has none. */
    private static final Pattern BETWEEN =
            Pattern.compile("\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|\\s++|/\\*.*?\\*/|//[^\\r\\n]*+", Pattern.DOTALL);

    private CallText() {}

    /** A text in quotes, or a bare name; null for all else. */
    static @Nullable String text(NetFile.Expression expression) {
        if (expression instanceof NetFile.TextLiteral text) {
            return text.value();
        }
        return expression instanceof NetFile.Call call && !call.parentheses()
                ? call.name().text()
                : null;
    }

    private static String between(MatchResult found) {
        return found.group().startsWith("\"") ? Matcher.quoteReplacement(found.group()) : " ";
    }

    /** {@code conv(16, 5, pad=2)}, {@code bn}. */
    static String of(NetFile.Call call) {
        return of(call, CallText::of);
    }

    /** An expression as it is written, on one line. */
    static String of(NetFile.Expression expression) {
        return expression instanceof NetFile.Call call
                ? of(call)
                : BETWEEN.matcher(expression.span().text())
                        .replaceAll(CallText::between)
                        .replaceAll(" ++", " ");
    }

    /** {@code conv(64, 3, stride=2)} for {@code conv(c, 3, stride=s)}: with the values that expressions have there. */
    static String evaluated(NetFile.Call call, Environment environment) {
        Evaluator evaluator = new Evaluator(environment, new Problems());
        return of(call, expression -> {
            if (isLiteral(expression) || isWord(expression, environment)) {
                return of(expression);
            }
            Object value = evaluator.value(expression);
            return value == null ? of(expression) : Evaluator.text(value);
        });
    }

    static boolean isLiteral(NetFile.Expression expression) {
        if (expression instanceof NetFile.Both both) {
            return isLiteral(both.height()) && isLiteral(both.width());
        }
        if (expression instanceof NetFile.Several several) {
            return several.values().stream().allMatch(CallText::isLiteral);
        }
        return expression instanceof NetFile.IntegerLiteral
                || expression instanceof NetFile.RealLiteral
                || expression instanceof NetFile.BooleanLiteral
                || expression instanceof NetFile.TextLiteral;
    }

    /** Whether it is a name that stands for itself: {@code tanh} in {@code gelu(tanh)}. */
    private static boolean isWord(NetFile.Expression expression, Environment environment) {
        return expression instanceof NetFile.Call call
                && (call.parentheses()
                        || !environment.names().contains(call.name().text()));
    }

    private static String of(NetFile.Call call, Function<NetFile.Expression, String> text) {
        if (call.arguments().isEmpty()) {
            return call.name().text();
        }
        return call.arguments().stream()
                .map(argument ->
                        (argument.name() == null ? "" : argument.name().text() + "=") + text.apply(argument.value()))
                .collect(Collectors.joining(", ", call.name().text() + "(", ")"));
    }
}
