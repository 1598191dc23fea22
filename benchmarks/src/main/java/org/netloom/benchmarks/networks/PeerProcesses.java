package org.netloom.benchmarks.networks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts the programs that {@code benchmarks/run} has built, on the Java that runs here.
 *
 * @param folder {@code benchmarks/peers}
 * @param seconds how long each measures
 * @param warmup the most seconds that each warms up
 * @param limitMinutes after which a process is ended
 */
record PeerProcesses(Path folder, double seconds, double warmup, int limitMinutes) implements Programs {
    private static final int NATIVE_ACCESS_SINCE = 22;
    private static final int UNSAFE_WARNING_SINCE = 24;
    private static final String VECTORS = "jdk.incubator.vector";

    @Override
    public Outcome run(Peer peer, Setting setting) {
        List<String> arguments = new ArrayList<>(List.of(
                setting.net().key(),
                setting.kind().key(),
                "--batch",
                String.valueOf(setting.batch()),
                "--threads",
                String.valueOf(setting.threads()),
                "--seconds",
                String.valueOf(seconds),
                "--warmup",
                String.valueOf(warmup)));
        arguments.addAll(peer.arguments());
        return run(peer.module(), peer.mainClass(), arguments, peer.environment());
    }

    @Override
    public Outcome peak(int threads) {
        return run("peak", "org.netloom.benchmarks.peak.Peak", List.of("--threads", String.valueOf(threads)), Map.of());
    }

    private Outcome run(String module, String mainClass, List<String> arguments, Map<String, String> environment) {
        Path target = folder.resolve(module).resolve("target");
        Path jar = target.resolve("peer.jar");
        if (!Files.exists(jar)) {
            return Outcome.failed(
                    Files.exists(folder.resolve(module).resolve("pom.xml"))
                            ? "it is not built: see benchmarks/target/peers.log"
                            : "there is no module benchmarks/peers/" + module);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags(Runtime.version().feature()));
        command.addAll(List.of("-cp", jar + File.pathSeparator + target.resolve("lib") + "/*", mainClass));
        command.addAll(arguments);
        Path out = target.resolve("run.out");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(target.resolve("run.err").toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            if (!process.waitFor(limitMinutes, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                return Outcome.failed(String.format(Locale.ROOT, "it took longer than %d minutes", limitMinutes));
            }
            return Outcome.of(Files.readString(out, StandardCharsets.UTF_8), process.exitValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.failed("it was interrupted");
        }
    }

    /** The same for all: those of the launcher {@code netloom}, and a limit to the heap that none of them comes near. */
    private static List<String> flags(int version) {
        List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmn8m", "-Xmx2g", "-Dfile.encoding=UTF-8"));
        if (version >= NATIVE_ACCESS_SINCE) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (version >= UNSAFE_WARNING_SINCE) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        if (ModuleFinder.ofSystem().find(VECTORS).isPresent()) {
            flags.addAll(List.of("--add-modules", VECTORS));
        }
        return flags;
    }
}
