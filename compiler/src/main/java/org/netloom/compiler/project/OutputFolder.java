package org.netloom.compiler.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Where the Java goes: writes and deletes nothing that it does not own. */
final class OutputFolder {
    /** What only generated classes contain; a manifest may be lost, this is not. */
    private static final String MARK = "Generated(\"org.netloom.compiler\")";

    private final Path folder;
    private final Manifest manifest;
    private final String root;

    /** @param root whose sources are compiled, as the manifest names it */
    OutputFolder(Path folder, Manifest manifest, String root) {
        this.folder = folder;
        this.manifest = manifest;
        this.root = root;
    }

    /** Refuses a place where no folder can be. */
    static void check(Path folder) throws IOException {
        Path existing = folder.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing != null && !Files.isDirectory(existing)) {
            throw new IOException("cannot write to %s: %s is a file".formatted(folder, existing));
        }
    }

    /**
     * Writes a file, aside and then renamed, unless it has these bytes already.
     *
     * @return whether it was written
     * @throws IOException with one sentence, also where a file stands there that somebody else wrote, or another
     *     folder's {@code .net} file
     */
    boolean write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        String present = read(file);
        if (text.equals(present)) {
            return false;
        }
        Manifest.Entry owner = manifest.entries().get(path);
        if (owner != null && !owner.root().equals(root)) {
            Path source = folder.resolve(owner.root()).resolve(owner.source()).normalize();
            if (Files.exists(source)) {
                throw new IOException("%s is made of %s as well; give one of the two nets another name or package"
                        .formatted(file, source));
            }
        }
        if (present != null && !manifest.entries().containsKey(path) && !present.contains(MARK)) {
            throw new IOException("%s exists and was not made by netloom; move it, or choose another folder or package"
                    .formatted(file));
        }
        replace(path, text);
        return true;
    }

    /** Writes a file, aside and then renamed; of a link, the file that it leads to. */
    void replace(String path, String text) throws IOException {
        Path file = target(folder.resolve(path));
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(aside, text);
            try {
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            Files.deleteIfExists(aside);
            throw new IOException("cannot write %s: %s".formatted(file, reason(e)), e);
        }
    }

    /**
     * Deletes a file that an earlier build wrote, and the folders that it leaves empty.
     *
     * @return false where it is gone already, or where somebody has changed it since
     */
    boolean delete(String path, Manifest.Entry entry) throws IOException {
        Path file = folder.resolve(path);
        String present = read(file);
        if (present == null || !Digests.sha256(present).equals(entry.digest())) {
            return false;
        }
        Files.delete(file);
        Path parent = file.getParent();
        while (parent != null && !parent.equals(folder) && isEmpty(parent)) {
            Files.delete(parent);
            parent = parent.getParent();
        }
        return true;
    }

    /** Where a rename does not replace the link that stands there. */
    private static Path target(Path file) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return file;
        }
        if (!Files.exists(file)) {
            throw new IOException("%s is a link to %s, which does not exist; delete one or make the other"
                    .formatted(file, Files.readSymbolicLink(file)));
        }
        return file.toRealPath();
    }

    /**
     * Null where there is no such file; bytes that are no UTF-8 are nobody's generated class.
     *
     * @throws IOException with one sentence, where no file stands there but a folder, a pipe or a device
     */
    static @Nullable String read(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException("%s is no file but a %s; delete it, or choose another folder"
                    .formatted(file, Files.isDirectory(file) ? "folder" : "pipe or a device"));
        }
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** Many exceptions have only the path as their message; their class says what happened. */
    private static String reason(IOException e) {
        return switch (e.getClass().getSimpleName()) {
            case "AccessDeniedException" -> "no permission";
            case "FileAlreadyExistsException" -> "a file stands where a folder must be";
            case "DirectoryNotEmptyException" -> "a folder stands where the file must be";
            default -> String.valueOf(e.getMessage());
        };
    }
}
