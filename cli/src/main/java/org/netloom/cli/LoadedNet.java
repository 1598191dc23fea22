package org.netloom.cli;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.CompilerOptions;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.train.TrainConfig;

/** A net of a {@code .net} file, compiled and loaded without a file in between. */
record LoadedNet(Class<? extends Network> type) {

    /**
     * Compiles a file and loads one of its nets.
     *
     * @param name of the net; null where the file has only one
     * @throws CliException where the file has errors, which have been shown, or no such net
     */
    static LoadedNet of(Path file, @Nullable String name, CompilerOptions options, Terminal terminal) {
        Compilation compilation = NetFiles.compile(file, options, terminal);
        String chosen = NetFiles.choose(compilation, name, file).name();
        List<GeneratedClass> classes = compilation.classes().stream()
                .filter(generated -> generated.className().equals(chosen))
                .toList();
        Map<String, Class<?>> loaded = InMemoryJava.load(classes, LoadedNet.class.getClassLoader());
        return new LoadedNet(loaded.values().iterator().next().asSubclass(Network.class));
    }

    /** What its train section says, or the defaults. */
    TrainConfig trainConfig() {
        return (TrainConfig) reflect(() -> type.getMethod("trainConfig").invoke(null));
    }

    /** A network of its own on this engine. */
    Network create(Engine engine) {
        return (Network) reflect(() -> type.getConstructor(Engine.class).newInstance(engine));
    }

    private interface Reflection {
        Object run() throws ReflectiveOperationException;
    }

    /** Generated classes all have this shape; what the network itself throws passes through. */
    private static Object reflect(Reflection reflection) {
        try {
            return reflection.run();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
