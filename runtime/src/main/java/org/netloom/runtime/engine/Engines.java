package org.netloom.runtime.engine;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.nd4j.Nd4jEngine;
import org.netloom.runtime.op.Conv2d;

/** Makes engines by name. */
public final class Engines {
    private static final String NAMES = "auto, nd4j or vector";

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
     * @param name {@code nd4j}, {@code vector}, or {@code auto} for the vector engine where it runs and the nd4j engine
     *     elsewhere ({@link #whyNotVector} says why)
     * @param type FLOAT or DOUBLE
     * @param threads how many threads compute; results are the same bits for the same number
     * @throws NetworkException if there is no such engine, or if it cannot run here
     */
    public static Engine create(String name, DataType type, int threads) {
        if (threads < 1) {
            throw new NetworkException("an engine needs at least 1 thread, not " + threads);
        }
        switch (name) {
            case "nd4j" -> {
                return nd4j(type, threads);
            }
            case "vector" -> {
                Optional<String> missing = whyNotVector(type);
                if (missing.isPresent()) {
                    throw new NetworkException(missing.get());
                }
                return VectorSupport.provider().create(threads);
            }
            case "auto" -> {
                return whyNotVector(type).isPresent()
                        ? nd4j(type, threads)
                        : VectorSupport.provider().create(threads);
            }
            default -> throw new NetworkException("there is no engine '%s': %s".formatted(name, NAMES));
        }
    }

    /**
     * Why the vector engine cannot run in this process, in a sentence that says what to do; empty where it can. It needs
     * the CPU back end of ND4J, float, Java 25 and its Vector API.
     */
    public static Optional<String> whyNotVector(DataType type) {
        Optional<String> missing = VectorSupport.missing(type);
        if (missing.isEmpty() && CudaDevices.present(backEnd())) {
            return Optional.of("the vector engine computes on the CPU, and ND4J's back end here is CUDA");
        }
        return missing;
    }

    /**
     * The operations that an engine has no kernel of its own for, so that they go through the nd4j engine's.
     *
     * @param name of an engine, as in {@link #create}
     * @throws NetworkException if there is no such engine, or if it cannot run here
     */
    public static Set<String> fallbacks(String name) {
        return provider(name).map(EngineProvider::fallbacks).orElse(Set.of());
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
     * How an engine computes a convolution: {@code direct}, {@code winograd2} or {@code winograd4}; empty where that is
     * ND4J's affair.
     *
     * @param name of an engine, as in {@link #create}
     * @throws NetworkException if there is no such engine, or if it cannot run here
     */
    public static Optional<String> algorithm(String name, Convolution of) {
        return provider(name)
                .map(provider -> provider.algorithm(of.op(), of.in, of.height.input, of.width.input, of.out))
                .map(taken -> taken.name().toLowerCase(Locale.ROOT));
    }

    /** Where an engine comes from; empty for the nd4j engine. */
    private static Optional<EngineProvider> provider(String name) {
        Optional<String> missing = VectorSupport.missing(DataType.FLOAT);
        return switch (name) {
            case "nd4j" -> Optional.empty();
            case "vector" -> {
                if (missing.isPresent()) {
                    throw new NetworkException(missing.get());
                }
                yield Optional.of(VectorSupport.provider());
            }
            case "auto" -> missing.isPresent() ? Optional.empty() : Optional.of(VectorSupport.provider());
            default -> throw new NetworkException("there is no engine '%s': %s".formatted(name, NAMES));
        };
    }

    private static Engine nd4j(DataType type, int threads) {
        CudaDevices.check(backEnd());
        if (threads > 1) {
            WaitPolicy.warnIfTooLate();
        }
        return new Nd4jEngine(type, threads);
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
