package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.MethodSpec;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Modifier;

/** Spreads a long body over several methods, because one is at most 64 KB, and compiled only up to 8,000 bytes. */
final class Chunks {
    /** Statements in a method: at some 30 bytes each, such a method is below the limit of the JIT compiler. */
    private static final int SIZE = 200;

    /** So many are no reason yet to spread those of a network that is not deep: at 60 bytes each they are half of 64 KB. */
    private static final int MOST = 500;

    private Chunks() {}

    /** Whether a network of so many nodes is spread. */
    static boolean needed(int nodes) {
        return nodes > SIZE;
    }

    /** Whether so many statements are spread. */
    static boolean needed(int nodes, int statements) {
        return needed(nodes) || statements > MOST;
    }

    /** A comment and the statements that it is about: the first of them stays with it. */
    static List<CodeBlock> piece(CodeBlock comment, List<CodeBlock> statements) {
        List<CodeBlock> pieces = new ArrayList<>(statements);
        if (pieces.isEmpty()) {
            pieces.add(comment);
        } else {
            pieces.set(0, CodeBlock.of("$L$L", comment, pieces.get(0)));
        }
        return pieces;
    }

    /** {@code forward1(); forward2();} */
    static CodeBlock calls(List<CodeBlock> pieces, String name) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (int i = 1; i <= split(pieces).size(); i++) {
            code.addStatement("$L$L()", name, i);
        }
        return code.build();
    }

    /** {@code private void forward1() { … }} and so on. */
    static List<MethodSpec> methods(List<CodeBlock> pieces, String name, Modifier... modifiers) {
        List<MethodSpec> methods = new ArrayList<>();
        for (List<CodeBlock> chunk : split(pieces)) {
            methods.add(MethodSpec.methodBuilder(name + (methods.size() + 1))
                    .addModifiers(Modifier.PRIVATE)
                    .addModifiers(modifiers)
                    .addCode(CodeBlock.join(chunk, ""))
                    .build());
        }
        return methods;
    }

    private static List<List<CodeBlock>> split(List<CodeBlock> pieces) {
        List<List<CodeBlock>> chunks = new ArrayList<>();
        for (int from = 0; from < pieces.size(); from += SIZE) {
            chunks.add(pieces.subList(from, Math.min(from + SIZE, pieces.size())));
        }
        return chunks;
    }
}
