package org.netloom.compiler.internal.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.options.CompilerOptions;

class WarningsTest {
    private static final Pattern WARNING = Pattern.compile("Problem\\.warning\\(\\s*\"([a-z.-]+)\"");

    @Test
    void theListHasEveryWarningOfTheSources() throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = WARNING.matcher(Files.readString(file, StandardCharsets.UTF_8));
                while (matcher.find()) {
                    ids.add(matcher.group(1));
                }
            }
        }
        assertThat(Warnings.ids()).containsExactlyElementsOf(ids);
    }

    @Test
    void thePageTellsOfEach() throws IOException {
        String page = Files.readString(Path.of("../docs/warnings.md"));
        assertThat(Warnings.ids()).allSatisfy(id -> assertThat(page).contains("\n| `" + id + "` | "));
    }

    @Test
    void anUnknownIdIsRefusedWithTheNearest() {
        assertThat(Warnings.refusal("shape.rows-unused")).isNull();
        assertThat(Warnings.refusal(CompilerOptions.ALL)).isNull();
        assertThat(Warnings.refusal("shape.row-unused"))
                .isEqualTo("there is no warning 'shape.row-unused': did you mean 'shape.rows-unused'?");
        assertThat(Warnings.refusal("everything")).startsWith("there is no warning 'everything': the warnings are ");
    }
}
