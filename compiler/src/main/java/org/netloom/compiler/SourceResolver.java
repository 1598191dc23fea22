package org.netloom.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.netloom.compiler.source.SourceFile;

/** Finds the files that others import. */
@FunctionalInterface
public interface SourceResolver {
    /**
     * A file that another one imports.
     *
     * @param from the file that says {@code import "path"}
     * @param path what it says
     * @return the file; two paths to the same file give the same {@link SourceFile#name name}
     * @throws IOException where there is none or it cannot be read; its message says why, for a sentence
     */
    SourceFile resolve(SourceFile from, String path) throws IOException;

    /** In the file system, relative to the folder of the importing file. */
    static SourceResolver files() {
        return (from, path) -> {
            Path file = sibling(from, path);
            if (!Files.isRegularFile(file)) {
                throw new IOException("there is no file " + file);
            }
            return SourceFile.read(file.toString(), file);
        };
    }

    /** Among these files, whose names are paths with slashes: for editors and tests. */
    static SourceResolver among(List<SourceFile> files) {
        return (from, path) -> {
            String name = sibling(from, path).toString().replace('\\', '/');
            for (SourceFile file : files) {
                if (normal(file.name()).equals(name)) {
                    return file;
                }
            }
            throw new IOException("there is no file " + name);
        };
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
