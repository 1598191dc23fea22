package org.netloom.compiler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.netloom.op.Op;

/** The operations that there are. */
public final class Ops {
    private static final String FOLDER = "org/netloom/op";

    private Ops() {}

    /** The classes of all of them, losses and updates included. */
    public static List<Class<? extends Op<?>>> all() {
        try {
            Path classes = Path.of(
                    Op.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(classes)) {
                return in(classes.resolve(FOLDER));
            }
            try (FileSystem jar = FileSystems.newFileSystem(classes)) {
                return in(jar.getPath(FOLDER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked") // filtered
    private static List<Class<? extends Op<?>>> in(Path folder) throws IOException {
        List<Class<? extends Op<?>>> ops = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.startsWith("package"))
                    .sorted()
                    .map(Ops::named)
                    .filter(type -> Op.class.isAssignableFrom(type) && !type.isInterface())
                    .forEach(type -> ops.add((Class<? extends Op<?>>) type));
        }
        return ops;
    }

    private static Class<?> named(String file) {
        try {
            return Class.forName(FOLDER.replace('/', '.') + "." + file.replace(".class", ""));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
