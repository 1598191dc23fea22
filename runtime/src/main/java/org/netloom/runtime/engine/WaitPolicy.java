package org.netloom.runtime.engine;

import java.io.IOException;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Lets OpenMP's threads sleep while they wait. By default they spin, which takes the time of whatever else runs on the
 * machine, other threads of the same program included, and makes ND4J's small operations many times slower there.
 *
 * <p>GNU's OpenMP reads {@value #POLICY} once, when it is loaded, from the environment of the C library; Java has no way to
 * set that of its own process. It is an array of pointers that any native code may replace, and JavaCPP can: so it is
 * done here, on Linux, before ND4J is loaded. A value that is set already stays.
 */
final class WaitPolicy {
    static final String POLICY = "OMP_WAIT_POLICY";

    private static final String SPINS = "GOMP_SPINCOUNT";
    private static final String TOO_LATE =
            "ND4J was loaded before Netloom could tell OpenMP's threads to sleep while they"
                    + " wait, which makes it many times slower on a busy machine: set " + POLICY
                    + "=passive in the environment, or make an engine before the first use of ND4J";

    private static boolean done;
    private static boolean tooLate;

    private WaitPolicy() {}

    /** Sets it, once in a process, where it is not set and not too late. */
    static synchronized void sleep(Map<String, String> environment) {
        if (done || environment.containsKey(POLICY) || environment.containsKey(SPINS) || !isLinux()) {
            return;
        }
        done = true;
        tooLate = isLoaded();
        if (!tooLate) {
            try {
                put(POLICY + "=passive");
            } catch (LinkageError e) {
                // JavaCPP's native code is missing, so that ND4J's cannot be loaded either, and says so better.
                return;
            }
        }
    }

    /** Tells the log of this process, which by default is stderr, once. For engines of several threads: one never waits. */
    static synchronized void warnIfTooLate() {
        if (tooLate) {
            tooLate = false;
            System.getLogger("org.netloom.runtime").log(Logger.Level.WARNING, TOO_LATE);
        }
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    }

    private static boolean isLoaded() {
        try (var maps = Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            return maps.anyMatch(line -> line.contains("/libgomp"));
        } catch (IOException e) {
            // Then it is set in vain, which does no harm.
            return false;
        }
    }

    /**
     * Puts an entry behind those of the environment, as {@code putenv} does: into a larger array, which takes the place of
     * the old one in one write, so that who reads the old one meanwhile reads on. Neither is ever freed.
     */
    private static void put(String entry) {
        // Loads JavaCPP's native code, the first call's only need of it.
        byte[] text = (entry + "\0").getBytes(StandardCharsets.US_ASCII);
        BytePointer added = new BytePointer(Pointer.malloc(text.length));
        added.capacity(text.length).put(text);
        Pointer variable = Loader.addressof("environ");
        if (variable == null) {
            return;
        }
        PointerPointer<Pointer> environ = new PointerPointer<>(variable);
        Pointer present = environ.get();
        long count = 0;
        if (present != null) {
            PointerPointer<Pointer> old = new PointerPointer<>(present);
            while (old.get(count) != null) {
                count++;
            }
        }
        long bytes = (count + 2) * Long.BYTES;
        Pointer memory = Pointer.malloc(bytes);
        PointerPointer<Pointer> larger = new PointerPointer<>(memory);
        if (count > 0) {
            Pointer.memcpy(memory, present, count * Long.BYTES);
        }
        larger.put(count, added);
        larger.put(count + 1, null);
        environ.put(0, memory);
    }
}
