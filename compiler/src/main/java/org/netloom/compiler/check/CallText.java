package org.netloom.compiler.check;

import java.util.stream.Collectors;
import org.netloom.compiler.syntax.NetFile;

/** A call as a person would write it on one line, whatever the file's spaces and comments. */
final class CallText {
    private CallText() {}

    /** {@code conv(16, 5, pad=2)}, {@code bn}. */
    static String of(NetFile.Call call) {
        if (call.arguments().isEmpty()) {
            return call.name().text();
        }
        return call.arguments().stream()
                .map(argument -> (argument.name() == null ? "" : argument.name().text() + "=") + of(argument.value()))
                .collect(Collectors.joining(", ", call.name().text() + "(", ")"));
    }

    /** An expression, numbers as they are written. */
    static String of(NetFile.Expression expression) {
        return expression instanceof NetFile.Call call
                ? of(call)
                : expression.span().text();
    }
}
