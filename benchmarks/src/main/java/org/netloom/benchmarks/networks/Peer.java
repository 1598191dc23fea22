package org.netloom.benchmarks.networks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.netloom.benchmarks.measuring.Kind;
import org.netloom.benchmarks.measuring.Net;

/** What is measured: a program in {@code benchmarks/peers/<module>}, with these arguments. */
enum Peer {
    NETLOOM_VECTOR(
            "netloom", "org.netloom.benchmarks.netloom.NetloomLibrary", List.of("--engine", "vector"), passive()),
    NETLOOM_ND4J("netloom", "org.netloom.benchmarks.netloom.NetloomLibrary", List.of("--engine", "nd4j"), passive()),
    NETLOOM_AUTO("netloom", "org.netloom.benchmarks.netloom.NetloomLibrary", List.of("--engine", "auto"), passive()),
    DJL("djl", "org.netloom.benchmarks.djl.DjlLibrary", List.of(), keepMemory()),
    DJL_CHANNELS_LAST(
            "djl", "org.netloom.benchmarks.djl.DjlLibrary", List.of("--engine", "channels_last"), keepMemory()),
    DL4J("dl4j", "org.netloom.benchmarks.dl4j.Dl4jLibrary", List.of(), Map.of()),
    ONNXRUNTIME("onnxruntime", "org.netloom.benchmarks.onnxruntime.OnnxRuntimeLibrary", List.of(), passive());

    /** Those that a run measures when nothing else is said; each of the others is one of these in disguise. */
    static final List<Peer> DEFAULT = List.of(NETLOOM_VECTOR, NETLOOM_ND4J, DJL, DL4J, ONNXRUNTIME);

    private final String module;
    private final String mainClass;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> arguments;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of
    private final Map<String, String> environment;

    Peer(String module, String mainClass, List<String> arguments, Map<String, String> environment) {
        this.module = module;
        this.mainClass = mainClass;
        this.arguments = arguments;
        this.environment = environment;
    }

    /** As the launcher {@code netloom} does it. */
    private static Map<String, String> passive() {
        return Map.of("OMP_WAIT_POLICY", "passive");
    }

    /** Else glibc gives each step's arrays back to the kernel, and the next step waits for pages of zeros. */
    private static Map<String, String> keepMemory() {
        return Map.of("MALLOC_MMAP_MAX_", "0", "MALLOC_TRIM_THRESHOLD_", "4294967296");
    }

    /** @throws IllegalArgumentException where there is none of this name, in a sentence for the user */
    static Peer of(String name) {
        return Arrays.stream(values())
                .filter(peer -> peer.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no peer '%s': they are %s"
                        .formatted(name, Arrays.stream(values()).map(Peer::key).collect(Collectors.joining(", ")))));
    }

    /** {@code netloom-vector}. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a run asks it to measure this; one that is asked and cannot has its reason in the table. */
    boolean takesPartIn(Net net, Kind kind) {
        return this != ONNXRUNTIME || (net == Net.LENET_BN && kind == Kind.LATENCY);
    }

    String module() {
        return module;
    }

    String mainClass() {
        return mainClass;
    }

    List<String> arguments() {
        return arguments;
    }

    Map<String, String> environment() {
        return environment;
    }
}
