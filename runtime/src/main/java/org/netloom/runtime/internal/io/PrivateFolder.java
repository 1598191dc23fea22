package org.netloom.runtime.internal.io;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;

/**
 * Folders that nobody else can write to, so that code may be loaded from them. Who can write to a folder, or to one above
 * it, can put another library in the place of the one that was unpacked.
 *
 * <p>Looks at owners and modes where the file system has them. Windows has access lists instead; there a folder below
 * the user's own is taken as it is.
 */
public final class PrivateFolder {
    private static final int ROOT = 0;
    private static final int GROUP_WRITES = 0020;
    private static final int OTHERS_WRITE = 0002;
    private static final int STICKY = 01000;

    private PrivateFolder() {}

    /** What the folder is made of that nobody else may write to. */
    private static FileAttribute<?>[] ownersOnly(FileSystem system) {
        return system.supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a folder, and what is missing above it, for this user alone. */
    public static void create(Path folder) throws IOException {
        Files.createDirectories(folder, ownersOnly(folder.getFileSystem()));
    }

    /** A new one that is deleted when this process ends. */
    public static Path temporary() throws IOException {
        Path folder = Files.createTempDirectory("netloom-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "netloom-delete-temporary"));
        return folder;
    }

    /**
     * Why somebody else could write to an existing folder, as a sentence goes on after its name; empty where nobody
     * could.
     *
     * @param groupMay whether the folder's group is trusted
     */
    public static Optional<String> fault(Path folder, boolean groupMay) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Optional.empty();
        }
        int self = self();
        Path real = folder.toRealPath();
        int mode = attribute(real, "mode");
        int owner = attribute(real, "uid");
        if (owner != self && owner != ROOT) {
            return Optional.of(String.format(Locale.ROOT, "belongs to another user (id %d, this is %d)", owner, self));
        }
        if ((mode & OTHERS_WRITE) != 0 || (!groupMay && (mode & GROUP_WRITES) != 0)) {
            return Optional.of(String.format(Locale.ROOT, "can be written by others (mode %o)", mode & 0777));
        }
        for (Path above = real.getParent(); above != null; above = above.getParent()) {
            int aboveMode = attribute(above, "mode");
            int aboveOwner = attribute(above, "uid");
            if ((aboveMode & OTHERS_WRITE) != 0 && (aboveMode & STICKY) == 0) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "lies below %s, which can be written by others (mode %o)",
                        above,
                        aboveMode & 0777));
            }
            if (aboveOwner != self && aboveOwner != ROOT) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "lies below %s, which belongs to another user (id %d, this is %d)",
                        above,
                        aboveOwner,
                        self));
            }
        }
        return Optional.empty();
    }

    /** This process's user, by the owner of what it makes. */
    private static int self() throws IOException {
        Path process = Path.of("/proc/self");
        if (Files.exists(process)) {
            return attribute(process, "uid");
        }
        Path probe = Files.createTempFile("netloom-", "");
        try {
            return attribute(probe, "uid");
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static int attribute(Path path, String name) throws IOException {
        return ((Number) Files.getAttribute(path, "unix:" + name)).intValue();
    }

    private static void delete(Path folder) {
        try {
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                try (var children = Files.newDirectoryStream(folder)) {
                    children.forEach(PrivateFolder::delete);
                }
            }
            Files.deleteIfExists(folder);
        } catch (IOException | RuntimeException e) {
            // The system clears its folder of temporary files by itself, some day.
            return;
        }
    }
}
