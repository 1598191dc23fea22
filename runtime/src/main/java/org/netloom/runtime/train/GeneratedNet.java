package org.netloom.runtime.train;

import java.lang.reflect.InvocationTargetException;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;

/** A class that the compiler generated and that is known only while the program runs: makes networks of it. */
public record GeneratedNet(Class<? extends Network> type) {

    /**
     * @param loaded a class that the compiler generated
     * @throws ClassCastException where it is another one
     */
    public static GeneratedNet of(Class<?> loaded) {
        return new GeneratedNet(loaded.asSubclass(Network.class));
    }

    /** What its train section says, or the defaults. */
    public TrainConfig trainConfig() {
        return (TrainConfig) reflect(() -> type.getMethod("trainConfig").invoke(null));
    }

    /** A network of its own on this engine. */
    public Network create(Engine engine) {
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
