package org.netloom.runtime.internal.vector.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.netloom.kernel.internal.ActivationLoops;

/**
 * An activation function whose loop is called, never inlined: through a handle that is no constant, into which HotSpot does
 * not look.
 *
 * <p>A cell takes three or four functions at each step. HotSpot would inline them all into one method, and stops inlining
 * in the middle of a function where it has come to 18,000 nodes ({@code NodeCountInliningCutoff}): from there on each vector
 * of the loop is an object, 120 kB for a step of a small network, on machines whose vectors have 256 bits.
 */
public final class OutOfLine {
    private static final MethodHandle FORWARD = forward();

    private final MethodHandle loop;

    public OutOfLine(ActivationLoops loops) {
        loop = FORWARD.bindTo(loops);
    }

    private static MethodHandle forward() {
        MethodType type = MethodType.methodType(void.class, long.class, long.class, int.class);
        try {
            return MethodHandles.lookup().findVirtual(ActivationLoops.class, "forward", type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** As {@link ActivationLoops#forward}. */
    public void forward(long x, long y, int vectors) {
        try {
            loop.invokeExact(x, y, vectors);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("no checked exception is declared", e);
        }
    }
}
