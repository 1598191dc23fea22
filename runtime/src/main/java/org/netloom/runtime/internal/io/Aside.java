package org.netloom.runtime.internal.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file {@code .name.*.tmp} that will become another one. It is locked as long as it is open, so that others can tell one
 * that is being written from one that a killed process has left.
 */
final class Aside implements AutoCloseable {
    /** Those of this process: opening and closing one of them once more would give its lock back. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private static final int ATTEMPTS = 100;

    private final Path target;
    private final Path path;
    private final FileChannel channel;

    private Aside(Path target, Path path, FileChannel channel) {
        this.target = target;
        this.path = path;
        this.channel = channel;
    }

    /** A new file beside its target. */
    static Aside of(Path target, Path directory) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path path = directory.resolve(".%s.%s.tmp"
                    .formatted(
                            target.getFileName(),
                            Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36)));
            OPEN.add(path);
            Aside aside = open(target, path);
            if (aside != null) {
                return aside;
            }
            OPEN.remove(path);
        }
        throw new IOException("another process deletes what is written aside");
    }

    /** Null where another process has taken it for a leftover before it was locked. */
    private static @Nullable Aside open(Path target, Path path) throws IOException {
        @Nullable FileChannel channel = null;
        try {
            // Not Files.createTempFile: that file would be readable by its owner only, whatever the umask says.
            channel = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            lock(channel);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                Aside aside = new Aside(target, path, channel);
                channel = null;
                return aside;
            }
            return null;
        } catch (FileAlreadyExistsException e) {
            return null;
        } catch (IOException | RuntimeException e) {
            OPEN.remove(path);
            throw e;
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    /** A file system without locks has no leftovers taken away either. */
    private static @Nullable FileLock lock(FileChannel channel) {
        try {
            return channel.tryLock();
        } catch (IOException e) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /**
     * Deletes what killed processes of the same user left of the same target. Whatever goes wrong, it is no reason not to
     * write: what cannot be deleted stays.
     */
    void takeLeftoversAway() {
        Path name = target.getFileName();
        Path directory = path.getParent();
        if (directory == null) {
            return;
        }
        Pattern leftover = Pattern.compile(Pattern.quote("." + name + ".") + "[0-9a-z]{1,13}\\.tmp");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                directory,
                entry -> leftover.matcher(String.valueOf(entry.getFileName())).matches())) {
            for (Path entry : found) {
                if (!OPEN.contains(entry)) {
                    deleteUnlessInUse(entry);
                }
            }
        } catch (IOException | RuntimeException e) {
            // They stay.
        }
    }

    private void deleteUnlessInUse(Path leftover) throws IOException {
        if (!Files.isRegularFile(leftover, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(leftover, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(path))) {
            return;
        }
        try (FileChannel other =
                FileChannel.open(leftover, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            if (lock(other) != null) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException e) {
            // The next one may be deleted all the same.
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OPEN.remove(path);
        }
    }
}
