package org.netloom.compiler.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Finds the files that others import. */
@FunctionalInterface
public interface SourceResolver {
    /** Of every file that can be imported. */
    String EXTENSION = ".net";

    /**
     * A file that another one imports.
     *
     * @param from the file that says {@code import "path"}
     * @param path what it says
     * @param roots the source roots of the files that are compiled, as absolute paths: a resolver that reads from the
     *     file system reads nothing outside, whatever a file says
     * @return the file; two paths to the same file give the same {@link SourceFile#name name}
     * @throws IOException where there is none, it cannot be read, or it is {@linkplain OutsideException outside}; its
     *     message says why, for a sentence, and tells nothing of what is outside
     */
    SourceFile resolve(SourceFile from, String path, Set<Path> roots) throws IOException;

    /** Thrown for a file outside of all folders that imports may come from. */
    final class OutsideException extends IOException {
        private static final long serialVersionUID = 1L;

        OutsideException(String message) {
            super(message);
        }
    }

    /** In the file system, relative to the folder of the importing file, within the source roots. */
    static SourceResolver files() {
        return files(List.of());
    }

    /**
     * The same with folders that imports may come from besides the source roots. Symbolic links are followed, and what
     * counts is where they lead.
     */
    static SourceResolver files(Collection<Path> more) {
        return (from, path, roots) -> {
            Path file = sibling(from, path);
            if (!file.toString().endsWith(EXTENSION)) {
                throw new IOException("its name does not end with " + EXTENSION);
            }
            List<Path> allowed = new ArrayList<>(roots);
            more.forEach(folder -> allowed.add(folder.toAbsolutePath().normalize()));
            if (allowed.stream().noneMatch(file.toAbsolutePath().normalize()::startsWith)) {
                throw new OutsideException("it is outside of " + described(roots));
            }
            if (!Files.isRegularFile(file)) {
                throw new IOException("there is no file " + file);
            }
            Path real = file.toRealPath();
            if (!isWithin(real, allowed) || !real.toString().endsWith(EXTENSION)) {
                throw new OutsideException("it is a link that leads outside of " + described(roots));
            }
            return SourceFile.read(file.toString(), file);
        };
    }

    /** Among these files, whose names are paths with slashes: for editors and tests. */
    static SourceResolver among(List<SourceFile> files) {
        return (from, path, roots) -> {
            String name = sibling(from, path).toString().replace('\\', '/');
            for (SourceFile file : files) {
                if (normal(file.name()).equals(name)) {
                    return file;
                }
            }
            throw new IOException("there is no file " + name);
        };
    }

    private static boolean isWithin(Path real, List<Path> allowed) throws IOException {
        for (Path folder : allowed) {
            if (Files.exists(folder) && real.startsWith(folder.toRealPath())) {
                return true;
            }
        }
        return false;
    }

    private static String described(Set<Path> roots) {
        return roots.size() == 1
                ? "the source root " + roots.iterator().next()
                : "the source roots of the files that are compiled";
    }

    private static Path sibling(SourceFile from, String path) throws IOException {
        try {
            return Path.of(from.name()).resolveSibling(path).normalize();
        } catch (InvalidPathException impossible) {
            throw new IOException("that is no path on this system", impossible);
        }
    }

    private static String normal(String path) {
        return Path.of(path).normalize().toString().replace('\\', '/');
    }
}
