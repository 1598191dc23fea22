package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Numbers are written as the root locale does. Error Prone's DefaultLocale sees to it where the format stands there; one
 * that is kept in a variable it does not know.
 */
class NumbersTest {
    private static final Pattern VARIABLE_FORMATTED = Pattern.compile("(\\w|[^\"]\\))\\s*\\.formatted\\(");

    @Test
    void aFormatInAVariableNamesItsLocale() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            for (Path file : files.filter(NumbersTest::isMainSource).toList()) {
                String text = Files.readString(file);
                Matcher matcher = VARIABLE_FORMATTED.matcher(text);
                while (matcher.find()) {
                    found.add(file + ":"
                            + (1 + text.substring(0, matcher.start()).lines().count()));
                }
            }
        }
        assertThat(found)
                .as("write String.format(Locale.ROOT, format, …) instead")
                .isEmpty();
    }

    private static boolean isMainSource(Path file) {
        return file.toString().replace('\\', '/').matches(".*/src/main/java/.*\\.java");
    }
}
