package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.Locale;
import org.netloom.compiler.layer.JavaType;
import org.netloom.compiler.layer.JavaValue;

/** The Java of types and values that layers name as data. */
final class JavaText {
    private JavaText() {}

    static ClassName type(JavaType type) {
        return ClassName.get(type.packageName(), type.name());
    }

    static CodeBlock value(JavaValue value) {
        if (value instanceof JavaValue.Literal literal) {
            return CodeBlock.of("$L", literal.value());
        }
        if (value instanceof JavaValue.Constant constant) {
            return CodeBlock.of(
                    "$T.$L",
                    ClassName.get(constant.value().getDeclaringClass()),
                    constant.value().name());
        }
        if (value instanceof JavaValue.StaticCall call) {
            return CodeBlock.of("$T.$L($L)", type(call.type()), call.method(), values(call.arguments()));
        }
        JavaValue.MethodCall call = (JavaValue.MethodCall) value;
        return CodeBlock.of("$L.$L($L)", value(call.target()), call.method(), values(call.arguments()));
    }

    /** {@code 5, 5}. */
    static CodeBlock values(List<JavaValue> values) {
        return CodeBlock.join(values.stream().map(JavaText::value).toList(), ", ");
    }

    /**
     * A string literal on one line. What no person sees, and what JavaPoet takes for the end of a line, such as U+2028,
     * becomes an escape.
     */
    static CodeBlock string(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> {
                    if (isVisible(c)) {
                        literal.append(c);
                    } else {
                        literal.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    }
                }
            }
        }
        return CodeBlock.of("$L", literal.append('"').toString());
    }

    private static boolean isVisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
