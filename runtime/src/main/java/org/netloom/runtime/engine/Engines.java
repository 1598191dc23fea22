package org.netloom.runtime.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Conv2d;
import org.netloom.op.Kernels;
import org.netloom.op.Op;
import org.netloom.runtime.exception.NetworkException;

/** Makes engines by name. */
public final class Engines {
    private static final String AUTO = "auto";
    private static final String ND4J = "nd4j";
    private static final String VECTOR = "vector";

    private Engines() {}

    /**
     * An engine, ready to compute.
     *
     * <p>The first one loads ND4J's native library: the fastest {@linkplain NativeVariant build} on the class path that
     * this CPU runs, from a folder that nobody else can write to (that of the system property {@code
     * org.bytedeco.javacpp.cachedir}, if it is set, which must be such a one), with OpenMP's threads asleep while they
     * wait, and without its log lines. So make an engine before you use ND4J otherwise. CPU or CUDA is the application's choice of ND4J back end; a GPU that the
     * back end has no code for is refused.
     *
     * @param name of an engine on the class path ({@link #names}): {@code nd4j}, {@code vector}, or that of somebody's
     *     {@link EngineProvider}; {@code auto} is the vector engine where it runs and the nd4j engine elsewhere
     * @param type FLOAT or DOUBLE
     * @param threads how many threads compute; results are the same bits for the same number
     * @throws NetworkException if there is no such engine, or if it cannot run here ({@link #missing} says why)
     */
    public static Engine create(String name, DataType type, int threads) {
        if (threads < 1) {
            throw new NetworkException("an engine needs at least 1 thread, not " + threads);
        }
        String chosen = chosen(name, type);
        Optional<String> missing = missing(chosen, type);
        if (missing.isPresent()) {
            throw new NetworkException(missing.get());
        }
        CudaDevices.check(backEnd());
        if (threads > 1) {
            WaitPolicy.warnIfTooLate();
        }
        return provider(chosen).create(type, threads);
    }

    /** What {@link #create} takes: {@code auto}, {@code nd4j}, and the others on the class path that this Java loads. */
    public static List<String> names() {
        return Stream.concat(Stream.of(AUTO, ND4J, VECTOR), EngineProviders.names().stream())
                .distinct()
                .toList();
    }

    /**
     * Why an engine cannot run in this process, in a sentence that says what to do; empty where it can. The vector engine
     * needs the CPU back end of ND4J, float, Java 25 and its Vector API.
     *
     * @param name as in {@link #create}
     * @throws NetworkException if there is no such engine
     */
    public static Optional<String> missing(String name, DataType type) {
        switch (name) {
            case AUTO -> {
                return Optional.empty();
            }
            case VECTOR -> {
                Optional<String> missing = VectorSupport.missing(type);
                return missing.isEmpty() && CudaDevices.present(backEnd())
                        ? Optional.of("the vector engine computes on the CPU, and ND4J's back end here is CUDA")
                        : missing;
            }
            default -> {
                return provider(name).missing(type);
            }
        }
    }

    private static String chosen(String name, DataType type) {
        if (!name.equals(AUTO)) {
            return name;
        }
        return missing(VECTOR, type).isEmpty() ? VECTOR : ND4J;
    }

    /** Whose kernel computes an operation on an engine. */
    public enum KernelOf {
        /** One of the engine's own. */
        ENGINE,
        /** The one that the operation brings, which any engine runs. */
        OPERATION,
        /** That of the engine that this one {@linkplain #fallback falls back} on. */
        FALLBACK,
        /** None: the engine refuses the operation. */
        NOBODY
    }

    /**
     * Whose kernel computes an operation; no engine is made for the answer.
     *
     * @param name of an engine, as in {@link #create}
     * @param operation the full name of its class
     * @throws NetworkException if there is no such engine, if it cannot run here, or if there is no such operation
     */
    public static KernelOf kernelOf(String name, String operation) {
        EngineProvider provider = running(name);
        Class<? extends Op<?>> type = operation(operation);
        if (provider.hasKernel(type)) {
            return KernelOf.ENGINE;
        }
        if (bringsKernel(type)) {
            return KernelOf.OPERATION;
        }
        return provider.fallback().isPresent() ? KernelOf.FALLBACK : KernelOf.NOBODY;
    }

    private static boolean bringsKernel(Class<? extends Op<?>> operation) {
        try {
            return operation.getMethod("defaultKernel", Kernels.class).getDeclaringClass() != Op.class;
        } catch (NoSuchMethodException e) {
            throw new LinkageError("each operation has this method", e);
        }
    }

    @SuppressWarnings("unchecked") // Each operation says of which kernel it is.
    private static Class<? extends Op<?>> operation(String name) {
        try {
            return (Class<? extends Op<?>>) Class.forName(name).asSubclass(Op.class);
        } catch (ClassNotFoundException e) {
            throw new NetworkException("the operation %s is not on the class path".formatted(name), e);
        }
    }

    /**
     * The name of the engine whose kernels compute what an engine has none for; empty where it refuses that.
     *
     * @param name of an engine, as in {@link #create}
     * @throws NetworkException if there is no such engine, or if it cannot run here
     */
    public static Optional<String> fallback(String name) {
        return running(name).fallback();
    }

    /**
     * A convolution as {@link #algorithm} asks for it.
     *
     * @param in, out channels
     * @param algorithm what the network asks for, in the language's word
     */
    public record Convolution(int in, int out, Axis height, Axis width, int groups, String algorithm) {
        private Conv2d op() {
            return Conv2d.of("conv", "", height.kernel, width.kernel)
                    .stride(height.stride, width.stride)
                    .pad(height.pad, width.pad)
                    .dilation(height.dilation, width.dilation)
                    .groups(groups)
                    .algorithm(Conv2d.Algorithm.valueOf(algorithm.toUpperCase(Locale.ROOT)));
        }
    }

    /**
     * A convolution along one axis.
     *
     * @param input the size of what comes in
     */
    public record Axis(int input, int kernel, int stride, int pad, int dilation) {}

    /**
     * How an engine computes a convolution: {@code direct}, {@code winograd2} or {@code winograd4}; empty where it does not
     * say.
     *
     * @param name of an engine, as in {@link #create}
     * @throws NetworkException if there is no such engine, or if it cannot run here
     */
    public static Optional<String> algorithm(String name, Convolution of) {
        return running(name)
                .algorithm(of.op(), of.in, of.height.input, of.width.input, of.out)
                .map(taken -> taken.name().toLowerCase(Locale.ROOT));
    }

    /** Where an engine comes from that runs here, in float; ND4J is not loaded for it. */
    private static EngineProvider running(String name) {
        Optional<String> noVector = VectorSupport.missing(DataType.FLOAT);
        String chosen = !name.equals(AUTO) ? name : noVector.isEmpty() ? VECTOR : ND4J;
        Optional<String> missing =
                chosen.equals(VECTOR) ? noVector : provider(chosen).missing(DataType.FLOAT);
        if (missing.isPresent()) {
            throw new NetworkException(missing.get());
        }
        return provider(chosen);
    }

    private static EngineProvider provider(String name) {
        return EngineProviders.named(name)
                .orElseThrow(() -> new NetworkException("there is no engine '%s': %s".formatted(name, oneOf(names()))));
    }

    /** {@code auto, nd4j or vector}. */
    private static String oneOf(List<String> names) {
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /** Loads ND4J and says what it computes on. */
    private static Map<?, ?> backEnd() {
        NativeVariant.choose();
        NativeCache.choose();
        QuietLog.choose();
        WaitPolicy.sleep(System.getenv());
        try {
            return Nd4j.getExecutioner().getEnvironmentInformation();
        } catch (ExceptionInInitializerError | NoClassDefFoundError | UnsatisfiedLinkError e) {
            throw new NetworkException(
                    "ND4J finds no back end that runs here: nd4j-native with the classifier of this platform must be on the class path",
                    e);
        }
    }
}
