package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/dependencies.md is what is on this class path, and no jar comes along unseen. */
class DependenciesTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\S+) \\| ([\\d.]+) MB \\|.*");

    /** Of tests and of Netloom itself. */
    private static final Pattern OTHERS = Pattern.compile(
            "(netloom|junit|opentest4j|apiguardian|assertj|archunit|byte-buddy|surefire|common-java5|common-junit|slf4j-nop|picocli|antlr4|javapoet).*");

    @Test
    void theTableIsTheClassPath() throws IOException {
        Map<String, Double> expected = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/dependencies.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                expected.put(portable(row.group(1)), Double.parseDouble(row.group(2)));
            }
        }
        Map<String, Double> actual = new TreeMap<>();
        for (Path jar : jars()) {
            String name = portable(jar.getFileName().toString().replace(".jar", ""));
            if (!OTHERS.matcher(name).matches()) {
                actual.put(name, Files.size(jar) / 1e6);
            }
        }
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        if (System.getProperty("os.name").startsWith("Linux")
                && System.getProperty("os.arch").equals("amd64")) {
            expected.forEach((name, size) -> assertThat(rounded(actual.getOrDefault(name, -1.0)))
                    .as("MB of %s", name)
                    .isEqualTo(rounded(size)));
        }
    }

    @Test
    void whatIsLeftOutIsNotThere() {
        List<String> names = new ArrayList<>();
        jars().forEach(jar -> names.add(jar.getFileName().toString()));
        assertThat(names)
                .noneMatch(
                        name -> name.matches(
                                "(commons-(net|codec)|oshi-core|jna|jna-platform|threetenbp|snappy-java|zstd-jni|commons-pool)-.*"))
                .filteredOn(name -> name.matches("nd4j-native-[\\d.]+-M[\\d.]+-.*"))
                .hasSize(1);
    }

    private static List<Path> jars() {
        return Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(System.getProperty("path.separator")))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    /** The same name on every platform. */
    private static String portable(String name) {
        return name.replaceFirst("-(linux|macosx|windows)-(x86_64|arm64)(-onednn)?$", "-native");
    }

    private static String rounded(double megabytes) {
        return String.format(Locale.ROOT, megabytes < 9.5 ? "%.1f" : "%.0f", megabytes);
    }
}
