package org.netloom.compiler.train;

import java.util.List;

/**
 * Words that a jar adds to train sections: {@link java.util.ServiceLoader} finds them by the line in {@code
 * META-INF/services/org.netloom.compiler.train.TrainProvider} wherever the jar is on the compiler's class path, in the
 * command, in the Maven plugin or in a program of one's own.
 */
public interface TrainProvider {
    /**
     * Optimizers, losses, schedules and so on, each of a name that no other of its kind has, neither as its name nor as what
     * others call it.
     */
    default List<Component> components() {
        return List.of();
    }

    /**
     * Names that {@code data} takes without quotes. What they stand for opens a {@code DataFormat} of the runtime that has
     * the same names; no other provider has one of them.
     */
    default List<String> data() {
        return List.of();
    }
}
