package org.netloom.compiler.layer;

import java.util.List;

/**
 * Layers that a jar adds to the language: {@link java.util.ServiceLoader} finds them by the line in {@code
 * META-INF/services/org.netloom.compiler.layer.LayerProvider} wherever the jar is on the compiler's class path, in the
 * command, in the Maven plugin or in a program of one's own.
 */
public interface LayerProvider {
    /** The layers, each of a name that no other layer has, neither as its name nor as what others call it. */
    List<Layer> layers();
}
