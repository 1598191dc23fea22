package org.netloom.compiler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/problems.md is made of the golden problems, and of a sentence for each that says why. */
class ProblemReferenceTest {
    private static final Path CASES = Path.of("src/test/resources/problems");
    private static final Path WHY = Path.of("src/test/resources/problem-reasons.properties");
    /** As in {@code GoldenProblemsTest}: those without a file of their own. */
    private static final List<String> WITHOUT_FILE =
            List.of("syntax.file-too-large", "import.too-deep", "import.outside");

    private static final String HEAD = """
        # Problems

        Each problem that the compiler reports, with a file that has it and what is said about it. Made from the compiler's golden files by
        `ProblemReferenceTest`; `-Ddocs.update=true` writes it anew. How they are written is in [errors.md](errors.md).
        """;

    private static Map<String, String> reasons() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(WHY, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Map<String, String> reasons = new TreeMap<>();
        properties.forEach((id, why) -> reasons.put((String) id, (String) why));
        return reasons;
    }

    private static List<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".net"))
                    .map(name -> name.substring(0, name.length() - ".net".length()))
                    .sorted()
                    .toList();
        }
    }

    /** Each id's first case: the one without a variant, where there is one. */
    private static Map<String, String> firstCases() throws IOException {
        return cases().stream()
                .collect(Collectors.toMap(
                        name -> name.replaceFirst("~.*", ""),
                        name -> name,
                        (a, b) -> a.length() < b.length() ? a : b,
                        TreeMap::new));
    }

    @Test
    void eachIdHasAReason() throws IOException {
        TreeSet<String> ids = new TreeSet<>(firstCases().keySet());
        ids.addAll(WITHOUT_FILE);
        assertThat(reasons().keySet()).as("the ids in %s", WHY).containsExactlyElementsOf(ids);
        assertThat(reasons().values()).allSatisfy(why -> assertThat(why).matches("[A-Z`].{30,}\\."));
    }

    @Test
    void isCurrent() throws IOException {
        Map<String, String> cases = firstCases();
        StringBuilder page = new StringBuilder(HEAD);
        String stage = "";
        for (Map.Entry<String, String> entry : reasons().entrySet()) {
            String id = entry.getKey();
            if (!stage.equals(stage(id))) {
                stage = stage(id);
                page.append("\n# ").append(stage).append('\n');
            }
            page.append("\n## ")
                    .append(id)
                    .append("\n\n")
                    .append(entry.getValue())
                    .append('\n');
            String name = cases.get(id);
            if (name != null) {
                page.append(example(name));
            }
        }
        Page.isCurrent("problems.md", page.toString());
    }

    private static String stage(String id) {
        return id.substring(0, id.indexOf('.'));
    }

    private static String example(String name) throws IOException {
        String net = printable(new String(Files.readAllBytes(CASES.resolve(name + ".net")), StandardCharsets.UTF_8));
        String text = Files.readString(CASES.resolve(name + ".txt"));
        return "\n````net\n" + shortened(net) + "````\n\n````text\n" + shortened(text) + "````\n";
    }

    /** What does not show, or breaks a page: control characters, and the line ends of Windows. */
    private static String printable(String text) {
        String shown = text.replace("\r", "")
                .codePoints()
                .mapToObj(c -> c != '\n' && Character.isISOControl(c)
                        ? String.format(Locale.ROOT, "\\u%04x", c)
                        : Character.toString(c))
                .collect(Collectors.joining());
        return shown.endsWith("\n") ? shown : shown + "\n";
    }

    /** The first lines, and no more of a line than a page shows. */
    private static String shortened(String text) {
        List<String> lines = text.lines()
                .map(line -> line.length() <= 160 ? line : line.substring(0, 157) + "...")
                .toList();
        String shown = lines.stream().limit(24).map(line -> line + "\n").collect(Collectors.joining());
        return lines.size() <= 24 ? shown : shown + "...\n";
    }
}
