package org.netloom.kernel.internal;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Loops that are called, never inlined: through handles that are no constants, into which HotSpot does not look.
 *
 * <p>A task that has met two activations would have both inlined, and HotSpot inlines the receivers of an interface late: a
 * vector of one of them may stay an object then, depending on what the process has met, and when. The same goes for a task that
 * calls three or four functions: at 18,000 nodes ({@code NodeCountInliningCutoff}) inlining stops in the middle of a function.
 * A call takes some nanoseconds, a plane or a stretch of it hundreds.
 */
final class OutOfLineLoops implements ActivationLoops {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final boolean neverDecreases;
    private final boolean slopeFromOutput;
    private final MethodHandle forward;
    private final MethodHandle inPlace;
    private final MethodHandle backward;
    private final MethodHandle affine;
    private final MethodHandle sums;
    private final MethodHandle affineBackward;
    private final MethodHandle pooled;
    private final MethodHandle pooledSums;
    private final MethodHandle pooledBackward;

    OutOfLineLoops(ActivationLoops loops) {
        Class<?> l = long.class;
        Class<?> i = int.class;
        Class<?> affines = ChannelAffines.class;
        neverDecreases = loops.neverDecreases();
        slopeFromOutput = loops.slopeFromOutput();
        forward = handle(loops, "forward", l, l, i);
        inPlace = handle(loops, "inPlace", l, l, i, int[].class, i, i);
        backward = handle(loops, "backward", l, l, l, l, i);
        affine = handle(loops, "affine", l, l, i, affines, i);
        sums = handle(loops, "sums", l, l, l, i, affines, i, l);
        affineBackward = handle(loops, "affineBackward", l, l, l, l, i, affines, i);
        pooled = handle(loops, "pooled", l, l, Windows.class, affines, i);
        pooledSums = handle(loops, "pooledSums", l, l, l, Windows.class, affines, i, l);
        pooledBackward = handle(loops, "pooledBackward", l, l, l, l, Windows.class, affines, i);
    }

    private static MethodHandle handle(ActivationLoops loops, String name, Class<?>... parameters) {
        MethodType type = methodType(void.class, parameters);
        try {
            return LOOKUP.findVirtual(ActivationLoops.class, name, type).bindTo(loops);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean neverDecreases() {
        return neverDecreases;
    }

    @Override
    public boolean slopeFromOutput() {
        return slopeFromOutput;
    }

    @Override
    public void forward(long x, long y, int vectors) {
        try {
            forward.invokeExact(x, y, vectors);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void inPlace(long y, long next, int channels, int[] at, int from, int to) {
        try {
            inPlace.invokeExact(y, next, channels, at, from, to);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void backward(long x, long y, long dy, long dx, int vectors) {
        try {
            backward.invokeExact(x, y, dy, dx, vectors);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void affine(long x, long y, int vectors, ChannelAffines of, int channel) {
        try {
            affine.invokeExact(x, y, vectors, of, channel);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void sums(long x, long y, long dy, int vectors, ChannelAffines of, int channel, long into) {
        try {
            sums.invokeExact(x, y, dy, vectors, of, channel, into);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void affineBackward(long x, long y, long dy, long dx, int vectors, ChannelAffines of, int channel) {
        try {
            affineBackward.invokeExact(x, y, dy, dx, vectors, of, channel);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void pooled(long x, long y, Windows windows, ChannelAffines of, int channel) {
        try {
            pooled.invokeExact(x, y, windows, of, channel);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void pooledSums(long x, long y, long dy, Windows windows, ChannelAffines of, int channel, long into) {
        try {
            pooledSums.invokeExact(x, y, dy, windows, of, channel, into);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }

    @Override
    public void pooledBackward(long x, long y, long dy, long dx, Windows windows, ChannelAffines of, int channel) {
        try {
            pooledBackward.invokeExact(x, y, dy, dx, windows, of, channel);
        } catch (Throwable e) {
            throw OutOfLine.unchecked(e);
        }
    }
}
