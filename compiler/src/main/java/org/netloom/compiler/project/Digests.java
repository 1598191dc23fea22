package org.netloom.compiler.project;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.netloom.compiler.NetCompiler;

/** Short names for contents. */
final class Digests {
    private Digests() {}

    static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** Changes whenever the compiler does: its jar, or its classes where it runs from a folder of them. */
    static String compiler() throws IOException {
        CodeSource place = NetCompiler.class.getProtectionDomain().getCodeSource();
        if (place == null) {
            return "unknown";
        }
        try (Stream<Path> files = Files.walk(Path.of(place.getLocation().toURI()))) {
            List<String> parts = files.filter(Files::isRegularFile)
                    .sorted()
                    .map(Digests::describe)
                    .toList();
            return sha256(String.join("\n", parts));
        } catch (URISyntaxException e) {
            throw new IOException("the compiler is at a place that is no file: " + place.getLocation(), e);
        }
    }

    private static String describe(Path file) {
        return file.getFileName() + " " + file.toFile().length() + " "
                + file.toFile().lastModified();
    }
}
