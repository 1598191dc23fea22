package org.netloom.compiler.load;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.internal.load.ClassPath;

/** All that decides over the bytes of a compiled class, condensed. */
final class StoreKey {
    /** To be raised where the form of a store changes. */
    private static final String FORM = "netloom 1";
    /** Classes of each library that generated code names; javac takes constants and signatures from there. */
    private static final List<String> LIBRARIES = List.of(
            "org/netloom/op/Op.class",
            "org/netloom/runtime/Network.class",
            "org/nd4j/linalg/api/ndarray/INDArray.class");

    private StoreKey() {}

    /** Null where the libraries are no jars, whose content could change without their size and time. */
    static @Nullable String of(List<GeneratedClass> classes, ClassLoader parent, List<String> options) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, FORM);
            add(
                    digest,
                    Runtime.version() + " " + System.getProperty("java.vm.vendor") + " "
                            + System.getProperty("java.home"));
            for (String option : options) {
                add(digest, option);
            }
            for (String library : LIBRARIES) {
                String jar = jar(parent.getResource(library));
                if (jar == null) {
                    return null;
                }
                add(digest, jar);
            }
            // Operations of others are anywhere on it.
            for (String file : ClassPath.described(ClassPath.ofProcess())) {
                add(digest, file);
            }
            for (GeneratedClass generated : classes) {
                add(digest, generated.qualifiedName());
                add(digest, generated.source());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException | URISyntaxException e) {
            // Without a key all is compiled.
            return null;
        }
    }

    /** With its length, so that no two lists of texts run together to the same. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    /** Path, size and time of the jar that a resource is in, or null. */
    private static @Nullable String jar(@Nullable URL resource) throws IOException, URISyntaxException {
        if (resource == null || !resource.getProtocol().equals("jar")) {
            return null;
        }
        String file = resource.getPath();
        return ClassPath.described(Path.of(new URL(file.substring(0, file.indexOf("!/"))).toURI()));
    }
}
