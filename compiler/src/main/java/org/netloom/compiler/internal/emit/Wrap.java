package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.regex.Pattern;

/** Breaks calls over lines as the formatter of this project does, so that generated code reads like written code. */
final class Wrap {
    private static final int COLUMNS = 120;
    private static final int FIELD_INDENT = 4;
    /** Of the fields of a nested class. */
    private static final int PASS_INDENT = 8;
    /** In a constructor of the class. */
    private static final int CONSTRUCTOR_INDENT = 8;
    /** In a method of a nested class. */
    private static final int STATEMENT_INDENT = 12;

    private static final int CONTINUATION_INDENT = 20;

    /** Before the name of a class: {@code org.netloom.op.}. */
    private static final Pattern PACKAGE = Pattern.compile("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])");

    private Wrap() {}

    /** {@code target(a, b)}, on one line, with all arguments on the next one, or with one on each. */
    static CodeBlock call(CodeBlock target, List<CodeBlock> arguments) {
        return call(STATEMENT_INDENT, target, arguments);
    }

    /** The same, assigned to this field in a constructor of the class. */
    static CodeBlock assigned(String field, CodeBlock target, List<CodeBlock> arguments) {
        return call(CONSTRUCTOR_INDENT + field.length() + " = ".length(), target, arguments);
    }

    /** The same, assigned to this field in the constructor of a pass. */
    static CodeBlock assignedInPass(String field, CodeBlock target, List<CodeBlock> arguments) {
        return call(STATEMENT_INDENT + field.length() + " = ".length(), target, arguments);
    }

    /** @param before how much stands on the line before it */
    private static CodeBlock call(int before, CodeBlock target, List<CodeBlock> arguments) {
        int inside = width(CodeBlock.join(arguments, ", ")) + ");".length();
        if (before + width(target) + "(".length() + inside <= COLUMNS) {
            return CodeBlock.of("$L($L)", target, CodeBlock.join(arguments, ", "));
        }
        String separator = CONTINUATION_INDENT + inside <= COLUMNS ? ", " : ",\n";
        return CodeBlock.of("$L(\n$>$>$L$<$<)", target, CodeBlock.join(arguments, separator));
    }

    /**
     * The value of the constant of this name: on one line, on the next one, or with each further call on its own.
     *
     * @param type its simple name
     * @param more what is called on the value
     */
    static CodeBlock constant(String name, String type, CodeBlock value, List<CodeBlock> more) {
        int declaration =
                FIELD_INDENT + "private static final  ".length() + type.length() + name.length() + " = ;".length();
        int width = width(value);
        if (declaration + width + width(CodeBlock.join(more, "")) <= COLUMNS) {
            return CodeBlock.of("$L$L", value, CodeBlock.join(more, ""));
        }
        CodeBlock.Builder code = CodeBlock.builder().add("$>$>");
        code.add(declaration + width <= COLUMNS ? "$L" : "\n$L", value);
        more.forEach(call -> code.add("\n$L", call));
        return code.add("$<$<").build();
    }

    /** An argument on a line of its own, and what is called on it: on that line, or on the next. */
    static CodeBlock argument(CodeBlock value, CodeBlock more) {
        return chain(CONTINUATION_INDENT, value, List.of(more));
    }

    /**
     * An argument that ends its line, and what is called on it: on one line, or with each call on its own.
     *
     * @param before how much stands on the line before it
     */
    static CodeBlock chain(int before, CodeBlock value, List<CodeBlock> more) {
        if (before + width(value) + width(CodeBlock.join(more, "")) + ")".length() <= COLUMNS) {
            return CodeBlock.of("$L$L", value, CodeBlock.join(more, ""));
        }
        CodeBlock.Builder code = CodeBlock.builder().add("$L$>$>", value);
        more.forEach(call -> code.add("\n$L", call));
        return code.add("$<$<").build();
    }

    /**
     * The value of a field of a pass: on one line, or on the next one.
     *
     * @param type its simple name
     */
    static CodeBlock field(String type, String name, CodeBlock value) {
        int width = PASS_INDENT + "private final  ".length() + type.length() + name.length() + " = ;".length();
        return width + width(value) <= COLUMNS ? value : CodeBlock.of("$>$>\n$L$<$<", value);
    }

    /** How wide code is once its classes are imported. */
    private static int width(CodeBlock code) {
        return PACKAGE.matcher(code.toString()).replaceAll("").length();
    }
}
