package org.netloom.runtime.internal.io;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where this user's files go. Someone whom the machine has no entry for, as in a container with a user id of its own, has
 * no home in Java's eyes: {@code user.home} is a question mark there, which as a path would be a folder of that name in the
 * working directory.
 *
 * @param environment as {@link System#getenv()}
 * @param userHome the system property {@code user.home}
 * @param system the system property {@code os.name}
 */
public record UserFolders(
        Map<String, String> environment, @Nullable String userHome, String system) {
    /** Of this process. */
    public static UserFolders ofProcess() {
        return new UserFolders(System.getenv(), System.getProperty("user.home"), System.getProperty("os.name", ""));
    }

    /** Empty where there is none. */
    public Optional<Path> home() {
        return existing(userHome).or(() -> existing(environment.get("HOME")));
    }

    /**
     * Netloom's folder for what can be had again, which need not exist: {@code $NETLOOM_HOME}, {@code
     * $XDG_CACHE_HOME/netloom}, or what the system has for it; empty where there is no home.
     */
    public Optional<Path> cache() {
        String own = environment.getOrDefault("NETLOOM_HOME", "");
        if (!own.isBlank()) {
            return Optional.of(Path.of(own));
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!xdg.isBlank()) {
            return Optional.of(Path.of(xdg, "netloom"));
        }
        return home().map(home -> {
            Path unix = home.resolve(".cache").resolve("netloom");
            String name = system.toLowerCase(Locale.ROOT);
            // Earlier versions took the same place on every system.
            if (Files.isDirectory(unix)) {
                return unix;
            }
            if (name.startsWith("mac")) {
                return home.resolve("Library").resolve("Caches").resolve("netloom");
            }
            if (name.startsWith("windows")) {
                String local = environment.getOrDefault("LOCALAPPDATA", "");
                return local.isBlank() ? unix : Path.of(local, "netloom", "cache");
            }
            return unix;
        });
    }

    private static Optional<Path> existing(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(name)).filter(path -> path.isAbsolute() && Files.isDirectory(path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
