package org.netloom.compiler.contract;

import java.util.List;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.load.Javac;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;

/** Makes networks of generated classes. */
final class Generated {
    private Generated() {}

    /** The first network of a compilation, on this engine. */
    static Network make(Compilation compilation, Engine engine) {
        return make(compilation.classes().get(0), engine);
    }

    static Network make(GeneratedClass generated, Engine engine) {
        Class<?> type = Javac.loadWithoutWarnings(List.of(generated)).get(generated.qualifiedName());
        try {
            return (Network) type.getConstructor(Engine.class).newInstance(engine);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a generated class has a public constructor that takes an engine", e);
        }
    }
}
