package org.netloom.runtime.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which native build of ND4J's CPU back end this process loads, of those on the class path.
 *
 * <p>ND4J publishes several builds for linux-x86_64, told apart by an extension: with oneDNN or without, for AVX2, for
 * AVX-512. Left alone, JavaCPP loads the first that it finds, an AVX-512 build on a CPU without AVX-512 included, where
 * it dies of an illegal instruction. What it honours is the system property {@value #PROPERTY}, read when its first class
 * loads: it looks for that build, and for the plain one where that is missing.
 *
 * <p>This class touches no class of ND4J, so that it can run first.
 */
public final class NativeVariant {
    /** The system property that JavaCPP reads the extension from. */
    public static final String PROPERTY = "org.bytedeco.javacpp.platform.extension";

    private static final String BINDINGS = "org/nd4j/linalg/cpu/nativecpu/bindings/";

    /** What GCC's -march=skylake-avx512 assumes, as Linux calls it. */
    private static final Set<String> AVX512 = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

    private static final Set<String> AVX2 = Set.of("avx2", "fma");

    private record Build(String extension, Set<String> needs) {}

    /** Fastest first: oneDNN matters more than wider vectors. */
    private static final List<Build> BUILDS = List.of(
            new Build("-onednn-avx512", AVX512),
            new Build("-onednn-avx2", AVX2),
            new Build("-onednn", Set.of()),
            new Build("-avx512", AVX512),
            new Build("-avx2", AVX2));

    private NativeVariant() {}

    /**
     * Makes ND4J load the fastest build that this CPU runs and the class path holds. It has an effect only before the
     * first use of ND4J, and leaves a property that is already set as it is.
     *
     * @return the extension, empty for the plain build
     */
    public static String choose() {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return given;
        }
        String extension = best(cpuFlags(), NativeVariant::isOnClassPath);
        System.setProperty(PROPERTY, extension);
        return extension;
    }

    /** The first build whose needs the CPU meets and that is present; the plain one if there is none. */
    static String best(Set<String> cpuFlags, Predicate<String> present) {
        return BUILDS.stream()
                .filter(build -> cpuFlags.containsAll(build.needs()))
                .map(Build::extension)
                .filter(present)
                .findFirst()
                .orElse("");
    }

    /** What the CPU can do, as Linux tells it; nothing elsewhere, where only the plain build is published. */
    private static Set<String> cpuFlags() {
        Path cpuInfo = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(cpuInfo)) {
            return Set.of();
        }
        try {
            return flags(Files.readString(cpuInfo, StandardCharsets.UTF_8));
        } catch (IOException e) {
            // Without knowledge of the CPU the builds for every CPU remain.
            return Set.of();
        }
    }

    /** The words of the first "flags" line of /proc/cpuinfo. */
    static Set<String> flags(String cpuInfo) {
        return cpuInfo.lines()
                .filter(line -> line.startsWith("flags"))
                .findFirst()
                .map(line ->
                        List.of(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
                .map(Set::copyOf) // not Set.of, which refuses a flag that is named twice
                .orElse(Set.of());
    }

    private static boolean isOnClassPath(String extension) {
        String library = BINDINGS + platform() + extension + "/" + System.mapLibraryName("nd4jcpu");
        return NativeVariant.class.getClassLoader().getResource(library) != null;
    }

    /** JavaCPP's name of this platform, such as linux-x86_64. */
    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux";
        String machine = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm64";
            default -> arch;
        };
        return system + "-" + machine;
    }
}
