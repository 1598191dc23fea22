package org.netloom.runtime.internal.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Locale;
import org.netloom.runtime.exception.NetworkException;

/**
 * Writes a file whole or not at all: aside in the same directory, flushed to the disk, then renamed over the old one. A
 * crash, a full disk or a kill at any moment leaves the old file as it was; what can be left behind is a file {@code
 * .name.*.tmp} beside it, which the next write of the same file takes away.
 *
 * <p>What is no file is never replaced by one: a pipe, a terminal or a device is written to, a link is followed, and
 * {@code /dev/stdout} is this process' own output.
 */
public final class AtomicFile {
    private static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        /** The channel may be a pipe's: it has no position, and may take fewer bytes than it is given. */
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
            FileChannel stream = StandardStreams.channel(file);
            if (stream != null) {
                content.writeTo(stream);
                return;
            }
            Target target = Target.of(file);
            if (target.special()) {
                // Neither made nor flushed: it is there, and it has no disk.
                try (FileChannel channel = FileChannel.open(target.path(), StandardOpenOption.WRITE)) {
                    content.writeTo(channel);
                }
                return;
            }
            Path directory = target.path().getParent();
            if (directory == null) {
                throw new NetworkException("cannot write " + file + ": it is no file");
            }
            makeDirectories(directory);
            replace(target.path(), directory, content);
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    /** As {@link #write(Path, Content)}: these bytes. */
    public static void write(Path file, byte[] bytes) {
        write(file, channel -> {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        });
    }

    /** As {@link #write(Path, Content)}: a text in UTF-8. */
    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Opens a file that grows while others read it, as a log does: what was there goes at once, and what is written is
     * there at once. It follows links and spares what is no file, as {@link #write(Path, Content)} does.
     *
     * @throws NetworkException in one sentence, where the file cannot be written
     */
    public static OutputStream stream(Path file) {
        try {
            OutputStream stream = StandardStreams.stream(file);
            if (stream != null) {
                return stream;
            }
            Target target = Target.of(file);
            if (target.special()) {
                return Files.newOutputStream(target.path(), StandardOpenOption.WRITE);
            }
            Path directory = target.path().getParent();
            if (directory != null) {
                makeDirectories(directory);
            }
            return Files.newOutputStream(target.path());
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    private static void replace(Path target, Path directory, Content content) throws IOException {
        Aside aside = Aside.of(target, directory);
        boolean renamed = false;
        try (aside) {
            aside.takeLeftoversAway();
            content.writeTo(aside.channel());
            copyPermissions(target, aside.path());
            aside.channel().force(true);
            // Renamed before it is closed, because the lock ends then, and with it the sign that it is in use.
            move(aside.path(), target);
            renamed = true;
        } finally {
            if (!renamed) {
                Files.deleteIfExists(aside.path());
            }
        }
        flushDirectory(directory);
    }

    /** A file that only its owner may read stays one. */
    private static void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView replacing = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (old != null && replacing != null && Files.exists(from)) {
            replacing.setPermissions(old.readAttributes().permissions());
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system cannot rename atomically", e);
        }
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

    /**
     * Where a path leads.
     *
     * @param path absolute, and no link where it is a file
     * @param special whether it is neither a file nor missing, but a pipe, a device or a socket
     */
    private record Target(Path path, boolean special) {
        /** As many as Linux follows. */
        private static final int MAX_LINKS = 40;

        static Target of(Path file) throws IOException {
            if (Files.isDirectory(file)) {
                throw new IOException("it is a directory");
            }
            if (Files.isRegularFile(file)) {
                return new Target(file.toRealPath(), false);
            }
            if (Files.exists(file)) {
                return new Target(file.toAbsolutePath(), true);
            }
            Path path = file.toAbsolutePath();
            for (int links = 0; Files.isSymbolicLink(path); links++) {
                if (links == MAX_LINKS) {
                    throw new IOException("its links lead in a circle");
                }
                path = path.resolveSibling(Files.readSymbolicLink(path));
            }
            Path directory = path.getParent();
            if (!path.equals(file.toAbsolutePath()) && (directory == null || !Files.isDirectory(directory))) {
                throw new IOException("it is a link to %s, whose directory does not exist".formatted(path));
            }
            return new Target(path, false);
        }
    }
}
