package org.netloom.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.IoFailure;
import org.netloom.runtime.internal.io.Json;

/** Where an experiment keeps its runs, all of which were made with the same settings. */
final class Folder {
    private static final String SETTINGS = "settings.json";

    private final Path directory;

    private Folder(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a folder, or begins one.
     *
     * @param settings that all runs in it share, by what a user calls them
     * @throws NetworkException where it holds runs with other settings
     */
    static Folder open(Path directory, Map<String, String> settings) {
        Folder folder = new Folder(directory);
        Path file = folder.file(SETTINGS);
        if (Files.exists(file)) {
            folder.requireSame(read(file), settings);
        } else {
            AtomicFile.write(file, Json.write(settings) + "\n");
        }
        return folder;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    Path run(Condition condition, long seed) {
        return directory.resolve("runs").resolve(condition.fileName(seed));
    }

    private void requireSame(Map<?, ?> there, Map<String, String> wanted) {
        wanted.forEach((name, value) -> {
            Object other = there.get(name);
            if (!value.equals(other)) {
                throw new NetworkException(
                        "%s holds runs with %s %s, and this command has %s: choose another folder with --out, or delete this one"
                                .formatted(directory, name, other, value));
            }
        });
    }

    private static Map<?, ?> read(Path file) {
        try {
            @Nullable Object parsed = Json.parse(Files.readString(file));
            return parsed instanceof Map<?, ?> map ? map : Map.of();
        } catch (Json.SyntaxException e) {
            throw new NetworkException(
                    "%s is no settings file of an experiment: %s".formatted(file, e.getMessage()), e);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
    }

    /** What the runs of an experiment share. The version stands for the nets and the conditions. */
    static Map<String, String> settings(Experiment experiment, String data, int epochs, String dtype, int threads) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("experiment", experiment.id());
        settings.put("data", data);
        settings.put("epochs", String.valueOf(epochs));
        settings.put("dtype", dtype);
        settings.put("threads", String.valueOf(threads));
        CRC32 version = new CRC32();
        version.update(experiment.method().getBytes(StandardCharsets.UTF_8));
        experiment
                .conditions()
                .forEach(condition -> version.update(condition.definition().getBytes(StandardCharsets.UTF_8)));
        settings.put("version", Long.toHexString(version.getValue()));
        return settings;
    }
}
