package org.netloom.runtime.internal.vector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.init.Initializer;

/** Makes networks of texts in the language. */
final class Nets {
    static final String LENET_BN = """
            input(1, 28, 28)
            conv(6, 5) bn sigmoid maxpool(2)
            conv(16, 5) bn sigmoid maxpool(2)
            flatten
            dense(120) bn sigmoid
            dense(84) bn sigmoid
            dense(10)
            """;

    private Nets() {}

    /** The loaded class of {@code net Test { body }}, which runs on every engine. */
    static Class<?> compile(String body) {
        Compilation compilation = NetCompiler.compile(
                List.of(new SourceFile("test.net", "net Test { " + body + " }")), CompilerOptions.defaults());
        assertThat(compilation.succeeded())
                .as("%s: %s", body, compilation.problems())
                .isTrue();
        return requireNonNull(InMemoryJava.load(compilation.classes(), Nets.class.getClassLoader())
                .get("nets.Test"));
    }

    /** A network of the class with weights that follow from the seed. */
    static Network make(Class<?> type, Engine engine, long seed) {
        try {
            Network network = (Network) type.getConstructor(Engine.class).newInstance(engine);
            network.initialize(Initializer.XAVIER_UNIFORM, seed);
            return network;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a generated class has a public constructor that takes an engine", e);
        }
    }
}
