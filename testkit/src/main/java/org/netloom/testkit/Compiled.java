package org.netloom.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.train.GeneratedNet;

/** Nets, from their text to a network on an engine. */
final class Compiled {
    /** Even a warning of the Java compiler is too much in generated code. */
    private static final List<String> LINT = List.of("-Xlint:all,-classfile,-processing,-path");

    private Compiled() {}

    /** A net with this body. */
    static String text(String body) {
        return "net Test { " + body + " }";
    }

    /** What comes of a net with this body, which must be without errors. */
    static Compilation body(String body) {
        return text(body, text(body));
    }

    /** What comes of a file, which must be without errors. */
    static Compilation compile(String text) {
        return text(text, text);
    }

    /**
     * The same.
     *
     * @param what it is, for the message
     */
    static Compilation text(String what, String text) {
        Compilation compilation =
                NetCompiler.compile(List.of(new SourceFile("test.net", text)), CompilerOptions.defaults());
        assertTrue(
                compilation.succeeded(),
                () -> what + " has errors:\n" + ProblemRenderer.plain().render(compilation.problems()));
        return compilation;
    }

    /** What everything is compared with. */
    static Engine reference() {
        return Engines.create("nd4j", DataType.DOUBLE, 1);
    }

    /** The first network of a compilation, on this engine. */
    static Network make(Compilation compilation, Engine engine) {
        return make(compilation.classes().get(0), engine);
    }

    static Network make(GeneratedClass generated, Engine engine) {
        return GeneratedNet.of(load(List.of(generated)).values().iterator().next())
                .create(engine);
    }

    /** The loaded classes by qualified name. */
    static Map<String, Class<?>> load(List<GeneratedClass> classes) {
        return InMemoryJava.load(classes, Compiled.class.getClassLoader(), LINT);
    }
}
