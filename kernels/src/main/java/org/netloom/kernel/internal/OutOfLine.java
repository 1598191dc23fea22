package org.netloom.kernel.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;

/**
 * A method of addresses, distances and counts that is called, never inlined: through a handle that is no constant.
 *
 * <p>HotSpot stops inlining when the method that it compiles has come to 18,000 nodes, and a vector that is just being computed
 * there may stay an object. A kernel that is inlined behind others into a large task can meet that point anywhere; compiled
 * apart it begins at 0. A call costs a few nanoseconds.
 */
public final class OutOfLine {
    private final MethodHandle method;

    private OutOfLine(MethodHandle method) {
        this.method = method;
    }

    /**
     * A static method.
     *
     * @param lookup of the class that has it
     * @param parameters how many there are, each a {@code long}
     */
    static OutOfLine of(MethodHandles.Lookup lookup, String name, int parameters) {
        try {
            return new OutOfLine(lookup.findStatic(lookup.lookupClass(), name, type(parameters)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A method of an object.
     *
     * @param lookup of the class that has it
     * @param parameters how many there are, each a {@code long}
     */
    public static OutOfLine of(MethodHandles.Lookup lookup, Object receiver, String name, int parameters) {
        try {
            return new OutOfLine(lookup.bind(receiver, name, type(parameters)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodType type(int parameters) {
        return MethodType.methodType(void.class, Collections.nCopies(parameters, long.class));
    }

    /** Calls a method of one parameter. */
    public void call(long a) {
        try {
            method.invokeExact(a);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Calls a method of three parameters. */
    void call(long a, long b, long c) {
        try {
            method.invokeExact(a, b, c);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Calls a method of four parameters. */
    void call(long a, long b, long c, long d) {
        try {
            method.invokeExact(a, b, c, d);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    /** Calls a method of six parameters. */
    void call(long a, long b, long c, long d, long e, long f) {
        try {
            method.invokeExact(a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw unchecked(thrown);
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
