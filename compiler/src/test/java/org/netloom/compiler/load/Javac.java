package org.netloom.compiler.load;

import java.util.List;
import java.util.Map;
import org.netloom.compiler.Compilation.GeneratedClass;

/** Loads generated classes in tests, where even a warning of the compiler is too much. */
public final class Javac {
    private Javac() {}

    /** The loaded classes by qualified name. */
    public static Map<String, Class<?>> loadWithoutWarnings(List<GeneratedClass> classes) {
        return InMemoryJava.load(classes, Javac.class.getClassLoader(), List.of("-Xlint:all,-classfile,-processing"));
    }
}
