package org.netloom.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.source.SourceFile;

/** Compiles texts for tests, the whole way. */
public final class Nets {
    private Nets() {}

    /** What comes of a file {@code test.net}. */
    public static Compilation compile(String text) {
        return compile("test.net", text);
    }

    /** What comes of a file of this name. */
    public static Compilation compile(String file, String text) {
        return NetCompiler.compile(List.of(new SourceFile(file, text)), CompilerOptions.defaults());
    }

    /** What comes of {@code net Test { body }}, which must be without errors. */
    public static Compilation compileBody(String body) {
        Compilation compilation = compile("net Test { " + body + " }");
        assertThat(compilation.succeeded())
                .as("%s: %s", body, compilation.problems())
                .isTrue();
        return compilation;
    }

    /** The only network of {@code net Test { body }}. */
    public static Network network(String body) {
        return compileBody(body).networks().get(0);
    }

    /** The ids of the problems of a file, in order. */
    public static List<String> problems(String text) {
        return compile(text).problems().stream().map(Problem::id).toList();
    }
}
