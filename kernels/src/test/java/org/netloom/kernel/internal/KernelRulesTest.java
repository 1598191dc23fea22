package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.Utf8Entry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What is true of all kernels, and of their tests. */
class KernelRulesTest {
    @Test
    void neitherKernelsNorTheirTestsKnowNd4j() {
        String nd4j = String.join("/", "org", "nd4j", ""); // put together here, so that this class does not have it
        List<String> found = new ArrayList<>();
        for (ClassModel type : classes(Lanes.class, KernelRulesTest.class)) {
            StreamSupport.stream(type.constantPool().spliterator(), false)
                    .filter(entry -> entry instanceof Utf8Entry text
                            && text.stringValue().contains(nd4j))
                    .forEach(entry -> found.add(type.thisClass().asInternalName() + ": " + entry));
        }
        assertThat(found).isEmpty();
    }

    /** All classes of the package in the places that these were loaded from. */
    private static List<ClassModel> classes(Class<?>... samples) {
        List<ClassModel> models = new ArrayList<>();
        for (Class<?> sample : samples) {
            try (Stream<Path> files = Files.list(Path.of(sample.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .resolve(sample.getPackageName().replace('.', '/')))) {
                files.filter(file -> file.toString().endsWith(".class")).forEach(file -> models.add(parsed(file)));
            } catch (IOException | URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(models).isNotEmpty();
        return models;
    }

    private static ClassModel parsed(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
