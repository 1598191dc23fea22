package org.netloom.runtime.internal.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Copies of a checkpoint beside it. */
public final class CheckpointCopies {
    private static final String SUFFIX = ".safetensors";

    private CheckpointCopies() {}

    /** {@code Net.best.safetensors} of {@code Net.safetensors} and {@code best}. */
    public static Path named(Path file, String word) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return file.resolveSibling(stem + "." + word + SUFFIX);
    }

    /** The copies that are there: {@code Net.best.safetensors}, and not {@code Net.1.safetensors} or its {@code .best}. */
    public static List<Path> of(Path file) {
        String name = String.valueOf(file.getFileName());
        String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        Pattern copy = Pattern.compile(Pattern.quote(stem) + "\\.[a-z][a-z0-9-]*" + Pattern.quote(SUFFIX));
        try (Stream<Path> beside = Files.list(file.toAbsolutePath().getParent())) {
            return beside.map(path -> file.resolveSibling(String.valueOf(path.getFileName())))
                    .filter(path ->
                            copy.matcher(String.valueOf(path.getFileName())).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw IoFailure.of("list the checkpoints beside " + file, e);
        }
    }

    /**
     * Copies a checkpoint, whole or not at all.
     *
     * @throws org.netloom.runtime.exception.NetworkException in one sentence, where it cannot be written; what was there stays
     */
    public static void copy(Path file, Path to) {
        AtomicFile.write(to, channel -> {
            try (FileChannel from = FileChannel.open(file)) {
                long done = 0;
                while (done < from.size()) {
                    done += from.transferTo(done, from.size() - done, channel);
                }
            }
        });
    }

    /** Takes a copy away, if it is there. */
    public static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw IoFailure.of("delete " + file, e);
        }
    }
}
