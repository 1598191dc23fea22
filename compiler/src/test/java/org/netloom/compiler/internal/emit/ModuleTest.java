package org.netloom.compiler.internal.emit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.Nets;
import org.netloom.op.Op;
import org.netloom.runtime.Network;

/** What a program that is a module has to require. */
class ModuleTest {
    @TempDir
    private Path directory;

    @Test
    void threeModulesAreEnough() throws IOException, URISyntaxException {
        String modules = Stream.of(
                        jar(place(Op.class), "org.netloom.op"),
                        jar(place(Network.class), "org.netloom.runtime"),
                        place(INDArray.class))
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
        assertThat(compile(
                        "module example { requires org.netloom.runtime; requires org.netloom.op; requires nd4j.api; }",
                        modules))
                .isEmpty();
    }

    private String compile(String module, String modules) throws IOException {
        List<Path> sources = new ArrayList<>();
        sources.add(Files.writeString(directory.resolve("module-info.java"), module));
        for (GeneratedClass generated : Nets.compile(
                        "net A { input(1,8,8) conv(4,3) bn relu flatten dense(3) } train A {}")
                .classes()) {
            Path file = directory.resolve(generated.path());
            Files.createDirectories(file.getParent());
            sources.add(Files.writeString(file, generated.source()));
        }
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "--module-path", modules, "-d", directory.resolve("classes").toString(), "-proc:none");
            javac.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        }
        return said.toString();
    }

    /** The runtime's classes as the build packs them, where it has not done so yet. */
    private Path jar(Path classes, String name) throws IOException {
        if (Files.isRegularFile(classes)) {
            return classes;
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", name);
        Path jar = directory.resolve("some-file-name-of-" + name.length() + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                entries.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, entries);
            }
        }
        return jar;
    }

    private static Path place(Class<?> of) throws URISyntaxException {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
