package org.netloom.compiler.internal.load;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What classes come from: jars, and folders with the files in them. */
public final class ClassPath {
    private ClassPath() {}

    /** Where a class loader finds its own classes: its URLs, or for Java's own loader the class path of the process. */
    public static List<File> of(ClassLoader loader) throws IOException {
        if (!(loader instanceof URLClassLoader known)) {
            return ofProcess();
        }
        List<File> places = new ArrayList<>();
        for (URL url : known.getURLs()) {
            try {
                if (url.getProtocol().equals("file")) {
                    places.add(new File(url.toURI()));
                }
            } catch (URISyntaxException | IllegalArgumentException e) {
                throw new IOException("a part of the class path is no file: " + url, e);
            }
        }
        return places;
    }

    /** The class path of the process. */
    public static List<File> ofProcess() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(File::new)
                .toList();
    }

    /** A line for each file, with its size and time: what changes when a class does. */
    public static List<String> described(List<File> places) throws IOException {
        List<String> lines = new ArrayList<>();
        for (File place : places) {
            if (place.exists()) {
                try (Stream<Path> files = Files.walk(place.toPath())) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        lines.add(described(file));
                    }
                }
            }
        }
        return lines;
    }

    /** Path, size and time. */
    public static String described(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return file + " " + attributes.size() + " " + attributes.lastModifiedTime();
    }
}
