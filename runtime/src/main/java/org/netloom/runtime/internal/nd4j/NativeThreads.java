package org.netloom.runtime.internal.nd4j;

import java.lang.reflect.InvocationTargetException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How many threads ND4J's native code computes with. Three places know of it: ND4J's own loops, OpenBLAS, and OpenMP,
 * which the loops and oneDNN run on and which keeps a number for each calling thread; so it is set again when another
 * thread or another engine computes.
 */
final class NativeThreads {
    private static final ThreadLocal<Integer> OPEN_MP = ThreadLocal.withInitial(() -> 0);
    private static volatile int process;

    private NativeThreads() {}

    /** Makes what this thread runs next use this many threads. */
    static void use(int threads) {
        if (process != threads) {
            Nd4j.getEnvironment().setMaxMasterThreads(threads);
            Nd4j.factory().blas().setMaxThreads(threads);
            process = threads;
        }
        if (OPEN_MP.get() != threads) {
            setOpenMp(threads);
            OPEN_MP.set(threads);
        }
    }

    /** {@code NativeOpsHolder} comes with a back end, not with nd4j-api, which has no other way to OpenMP. */
    private static void setOpenMp(int threads) {
        try {
            Class<?> holder = Class.forName("org.nd4j.nativeblas.NativeOpsHolder");
            Object instance = holder.getMethod("getInstance").invoke(null);
            Object nativeOps = holder.getMethod("getDeviceNativeOps").invoke(instance);
            Class.forName("org.nd4j.nativeblas.NativeOps")
                    .getMethod("setOmpNumThreads", int.class)
                    .invoke(nativeOps, threads);
        } catch (ReflectiveOperationException e) {
            Throwable cause = e instanceof InvocationTargetException wrapped ? wrapped.getCause() : e;
            throw new IllegalStateException("this version of ND4J has no way to set OpenMP's threads", cause);
        }
    }
}
