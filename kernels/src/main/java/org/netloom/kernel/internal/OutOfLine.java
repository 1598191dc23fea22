package org.netloom.kernel.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A method of four addresses or distances that is called, never inlined: through a handle that is no constant. */
final class OutOfLine {
    private static final MethodType TYPE =
            MethodType.methodType(void.class, long.class, long.class, long.class, long.class);

    private final MethodHandle method;

    private OutOfLine(MethodHandle method) {
        this.method = method;
    }

    /**
     * A static method.
     *
     * @param lookup of the class that has it
     */
    static OutOfLine of(MethodHandles.Lookup lookup, String name) {
        try {
            return new OutOfLine(lookup.findStatic(lookup.lookupClass(), name, TYPE));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    void call(long from, long step, long to, long next) {
        try {
            method.invokeExact(from, step, to, next);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** For methods that declare no checked exception. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
    }
}
