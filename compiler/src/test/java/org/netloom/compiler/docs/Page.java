package org.netloom.compiler.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of docs/, generated or written by hand. */
final class Page {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern FENCE = Pattern.compile("(?m)^```(.*)\\n((?:(?!```).*\\n)*)```$");

    private Page() {}

    /**
     * A fenced piece of a page.
     *
     * @param info what stands behind the fence: {@code net}, {@code net body}, {@code text}
     */
    record Fenced(String info, String text, int line) {}

    static List<Fenced> fenced(String page) throws IOException {
        String text = Files.readString(DOCS.resolve(page));
        List<Fenced> all = new ArrayList<>();
        Matcher matcher = FENCE.matcher(text);
        while (matcher.find()) {
            int line = 1 + (int) text.substring(0, matcher.start()).lines().count();
            all.add(new Fenced(matcher.group(1).strip(), matcher.group(2), line));
        }
        return all;
    }

    /**
     * Holds a generated page to what it must be. {@code -Ddocs.update=true} writes it anew where it is not, and fails the
     * run all the same, so that somebody looks at the difference.
     */
    static void isCurrent(String page, String expected) throws IOException {
        Path file = DOCS.resolve(page);
        String actual = Files.exists(file) ? Files.readString(file) : "";
        if (Boolean.getBoolean("docs.update") && !actual.equals(expected)) {
            Files.writeString(file, expected);
            fail("wrote %s: look at the difference, then run without -Ddocs.update", file);
        }
        assertThat(actual)
                .as("%s is not what the code says; -Ddocs.update=true writes it", file)
                .isEqualTo(expected);
    }
}
