package org.netloom.compiler.project;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.load.ClassPath;

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

    /** Changes whenever the compiler does, or the layers of others: with the jars and the folders that it comes from. */
    static String compiler() throws IOException {
        ClassLoader loader = NetCompiler.class.getClassLoader();
        return sha256(String.join("\n", ClassPath.described(ClassPath.of(loader))));
    }
}
