package org.netloom.runtime.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.netloom.runtime.NetworkException;

/**
 * Writes a file whole or not at all: aside in the same directory, flushed to the disk, then renamed over the old one. A
 * crash, a full disk or a kill at any moment leaves the old file as it was; what can be left behind is a file {@code
 * .name.*.tmp} beside it.
 */
public final class AtomicFile {
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /**
     * Replaces a file, or makes it. Missing directories on the way are made.
     *
     * @throws NetworkException in one sentence, where the file cannot be written; it is then what it was before
     */
    public static void write(Path file, Content content) {
        try {
            Path target = followLink(file).toAbsolutePath();
            if (Files.isDirectory(target)) {
                throw new NetworkException("cannot write " + file + ": it is a directory");
            }
            Path directory = target.getParent();
            if (directory == null) {
                throw new NetworkException("cannot write " + file + ": it is no file");
            }
            makeDirectories(directory);
            replace(target, directory, content);
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    private static void replace(Path target, Path directory, Content content) throws IOException {
        Path aside = directory.resolve(".%s.%s.tmp"
                .formatted(
                        target.getFileName(),
                        Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36)));
        boolean renamed = false;
        // Not Files.createTempFile: that file would be readable by its owner only, whatever the umask says.
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            content.writeTo(channel);
            channel.force(true);
            channel.close();
            move(aside, target);
            renamed = true;
        } finally {
            if (!renamed) {
                Files.deleteIfExists(aside);
            }
        }
        flushDirectory(directory);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename atomically", e);
        }
    }

    /** A rename over a symbolic link would replace the link and leave the file that it leads to as it was. */
    private static Path followLink(Path file) throws IOException {
        return Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
    }

    private static void makeDirectories(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(e.getFile() + " is a file, not a directory", e);
        }
    }

    /** Without this a rename may be lost with the power; Windows neither needs nor allows it. */
    private static void flushDirectory(Path directory) throws IOException {
        if (WINDOWS) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
