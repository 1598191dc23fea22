package org.netloom.compiler.load;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.Nets;
import org.netloom.runtime.Network;

class InMemoryJavaTest {
    private static final List<String> LIBRARIES = List.of(
            "org/netloom/op/Op.class",
            "org/netloom/runtime/Network.class",
            "org/nd4j/linalg/api/ndarray/INDArray.class");

    private final ClassLoader parent = InMemoryJavaTest.class.getClassLoader();

    @Test
    void loadsGeneratedClasses() {
        List<GeneratedClass> classes = Nets.compile("net A { input(4) dense(3) } net B { input(2) dense(3) }")
                .classes();
        Map<String, Class<?>> loaded = InMemoryJava.load(classes, parent);
        assertThat(loaded.keySet()).containsExactly("nets.A", "nets.B");
        assertThat(loaded.values()).allMatch(Network.class::isAssignableFrom);
    }

    @Test
    void loadsClassesWhoseNamesAreNotAscii() {
        List<GeneratedClass> classes =
                Nets.compile("net Grüße网 { input(4) dense(3) }").classes();
        assertThat(InMemoryJava.load(classes, parent)).containsKey("nets.Grüße网");
    }

    @Test
    void saysWhatIsMissingOnAPlainJre() {
        assertThatThrownBy(() -> InMemoryJava.compiler(null))
                .isInstanceOf(JavaCompilerException.class)
                .hasMessageContaining("needs a JDK")
                .hasMessageContaining(System.getProperty("java.home"));
    }

    @Test
    void saysWhatTheCompilerDoesNotLike() {
        GeneratedClass broken = new GeneratedClass("nets", "Broken", "package nets;\nclass Broken { int x = true; }\n");
        assertThatThrownBy(() -> InMemoryJava.load(List.of(broken), parent))
                .isInstanceOf(JavaCompilerException.class)
                .hasMessageContaining("2: ")
                .hasMessageContaining("boolean cannot be converted to int");
    }

    /** A store must be asked by all that decides over the bytes, and what it has spares javac. */
    @Test
    void whatWasCompiledOnceIsTakenFromTheStore(@TempDir Path directory) throws Exception {
        try (URLClassLoader libraries = libraries(directory)) {
            Map<String, Map<String, byte[]>> kept = new LinkedHashMap<>();
            ClassStore store = new ClassStore() {
                @Override
                public @Nullable Map<String, byte[]> find(String key) {
                    return kept.get(key);
                }

                @Override
                public void keep(String key, Map<String, byte[]> classes) {
                    assertThat(kept.put(key, classes)).isNull();
                }
            };
            List<GeneratedClass> three =
                    Nets.compile("net A { input(4) dense(3) }").classes();
            List<GeneratedClass> four =
                    Nets.compile("net A { input(4) dense(4) }").classes();
            InMemoryJava.load(three, libraries, store);
            InMemoryJava.load(three, libraries, store);
            assertThat(kept).hasSize(1);
            InMemoryJava.load(four, libraries, store);
            assertThat(kept).hasSize(2);
            // The newest jar of the runtime: another key, though not a byte of the net changed.
            Files.setLastModifiedTime(directory.resolve("runtime.jar"), FileTime.fromMillis(1_000_000));
            InMemoryJava.load(three, libraries, store);
            assertThat(kept).hasSize(3);
            // It is what the store says that is loaded.
            List<String> keys = List.copyOf(kept.keySet());
            kept.put(keys.get(2), kept.get(keys.get(1)));
            Class<?> loaded =
                    requireNonNull(InMemoryJava.load(three, libraries, store).get("nets.A"));
            assertThat(Network.class.isAssignableFrom(loaded)).isTrue();
        }
    }

    /** An operation of others, which the net names, is anywhere on the class path. */
    @Test
    void anotherJarOnTheClassPathIsAnotherKey(@TempDir Path directory) throws Exception {
        Path own = Files.createFile(directory.resolve("own.jar"));
        List<GeneratedClass> classes =
                Nets.compile("net A { input(4) dense(3) }").classes();
        String path = System.getProperty("java.class.path");
        try (URLClassLoader libraries = libraries(directory)) {
            String without = StoreKey.of(classes, libraries, List.of());
            System.setProperty("java.class.path", path + File.pathSeparator + own);
            String with = StoreKey.of(classes, libraries, List.of());
            assertThat(StoreKey.of(classes, libraries, List.of()))
                    .isEqualTo(with)
                    .isNotNull();
            Files.setLastModifiedTime(own, FileTime.fromMillis(1_000_000));
            String newer = StoreKey.of(classes, libraries, List.of());
            assertThat(List.of(requireNonNull(without), requireNonNull(with), requireNonNull(newer)))
                    .doesNotHaveDuplicates();
        } finally {
            System.setProperty("java.class.path", path);
        }
    }

    @Test
    void classesInFoldersAreNoReasonToTrustAStore(@TempDir Path directory) throws Exception {
        ClassStore store = new ClassStore() {
            @Override
            public @Nullable Map<String, byte[]> find(String key) {
                throw new AssertionError("asked");
            }

            @Override
            public void keep(String key, Map<String, byte[]> classes) {
                throw new AssertionError("told");
            }
        };
        // The time of a folder does not tell when a class in it changed.
        for (String name : LIBRARIES) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        List<GeneratedClass> classes =
                Nets.compile("net A { input(4) dense(3) }").classes();
        try (URLClassLoader folder = foundIn(directory)) {
            assertThat(InMemoryJava.load(classes, folder, store)).containsKey("nets.A");
        }
    }

    /** A loader whose resources of the runtime and of ND4J are in jars, as in an installed tool. */
    private URLClassLoader libraries(Path directory) throws Exception {
        Path jar = directory.resolve("runtime.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String name : LIBRARIES) {
                out.putNextEntry(new JarEntry(name));
                out.closeEntry();
            }
        }
        return foundIn(jar);
    }

    private URLClassLoader foundIn(Path place) throws Exception {
        return new URLClassLoader(new URL[] {place.toUri().toURL()}, parent) {
            @Override
            public @Nullable URL getResource(String name) {
                return findResource(name);
            }
        };
    }
}
