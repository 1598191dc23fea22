package org.netloom.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.List;

/** Breaks calls over lines as the formatter of this project does, so that generated code reads like written code. */
final class Wrap {
    /** What is left of 120 columns in a method of a nested class. */
    private static final int WIDTH = 106;

    private Wrap() {}

    /** {@code target(a, b)}, on one line, with all arguments on the next one, or with one on each. */
    static CodeBlock call(CodeBlock target, List<CodeBlock> arguments) {
        int inside =
                arguments.stream().mapToInt(argument -> width(argument) + 2).sum();
        if (width(target) + inside <= WIDTH) {
            return CodeBlock.of("$L($L)", target, CodeBlock.join(arguments, ", "));
        }
        String separator = inside <= WIDTH - 8 ? ", " : ",\n";
        return CodeBlock.of("$L(\n$>$>$L$<$<)", target, CodeBlock.join(arguments, separator));
    }

    /** How wide code is once its classes are imported. */
    private static int width(CodeBlock code) {
        return code.toString().replaceAll("\\b([a-z]\\w*\\.)+(?=[A-Z])", "").length();
    }
}
