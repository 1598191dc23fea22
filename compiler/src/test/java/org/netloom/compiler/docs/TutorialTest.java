package org.netloom.compiler.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.Compilation.GeneratedClass;
import org.netloom.compiler.Nets;
import org.netloom.compiler.docs.Page.Fenced;
import org.netloom.compiler.internal.explain.Explain;
import org.netloom.compiler.load.InMemoryJava;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.problem.Severity;

/**
 * What docs/tutorial.md shows and a compiler alone can hold: every {@code net} compiles, a {@code text explain} is the
 * table of the net before it, a {@code text error} what the compiler says of it, a {@code java generated} is in its
 * class, and the program compiles against the last one. What training prints was copied from runs.
 */
class TutorialTest {
    private static final String PAGE = "tutorial.md";
    private static final Path PROJECT = Path.of("../pom.xml");
    private static final Pattern FILE = Pattern.compile("(\\w+\\.net):\\d");

    @Test
    void showsWhatTheCompilerSays() throws IOException {
        String net = "";
        List<String> seen = new ArrayList<>();
        for (Fenced piece : Page.fenced(PAGE)) {
            String place = PAGE + ":" + piece.line();
            switch (piece.info()) {
                case "net" -> {
                    net = piece.text();
                    assertThat(compiled(net).problems())
                            .as(place)
                            .extracting(Problem::severity)
                            .isSubsetOf(Severity.NOTE);
                }
                case "net error" -> net = piece.text();
                case "text error" ->
                    assertThat(ProblemRenderer.plain()
                                    .render(compiled(net, piece).problems()))
                            .as(place)
                            .isEqualTo(piece.text());
                case "text explain" ->
                    assertThat(Explain.table(compiled(net, piece).networks().get(0), 256))
                            .as(place)
                            .isEqualTo(piece.text());
                case "java generated" ->
                    assertThat(compiled(net, piece).classes().get(0).source())
                            .as(place)
                            .contains(piece.text().indent(12));
                default -> {
                    continue;
                }
            }
            seen.add(piece.info());
        }
        assertThat(seen).contains("net", "net error", "text error", "text explain", "java generated");
        assertThat(seen.stream().filter("net"::equals)).hasSizeGreaterThan(3);
    }

    @Test
    void theProgramCompilesAgainstTheNetwork() throws IOException {
        List<Fenced> pieces = Page.fenced(PAGE);
        String net = pieces.stream()
                .filter(piece -> piece.info().equals("net") && piece.text().contains("package org.example.nets"))
                .reduce((first, second) -> second)
                .orElseThrow()
                .text();
        List<GeneratedClass> classes = new ArrayList<>(compiled(net).classes());
        classes.add(new GeneratedClass("org.example", "Main", last(pieces, "java")));
        assertThat(InMemoryJava.load(classes, getClass().getClassLoader()))
                .containsKeys("org.example.Main", "org.example.nets.LeNetBn");
    }

    /** The project of the tutorial takes its versions from the bill of materials, and that from this project. */
    @Test
    void theVersionsAreThoseOfThisProject() throws IOException {
        String shown = last(Page.fenced(PAGE), "xml");
        Matcher project = Pattern.compile("<version>(.*)</version>").matcher(Files.readString(PROJECT));
        assertThat(project.find()).isTrue();
        assertThat(shown).contains("<netloom.version>" + project.group(1) + "<");
        String bill = Files.readString(Path.of("../bom/pom.xml"));
        Matcher dependency = Pattern.compile(
                        "<artifactId>([\\w-]+)</artifactId>\\s*(<version>|<classifier>|</dependency>|<!--)")
                .matcher(shown);
        int found = 0;
        while (dependency.find()) {
            if (!dependency.group(2).equals("<version>")) {
                assertThat(bill).contains("<artifactId>" + dependency.group(1) + "</artifactId>\n        <version>${");
                found++;
            }
        }
        assertThat(found).isGreaterThan(4);
    }

    private static String last(List<Fenced> pieces, String info) {
        List<String> texts = pieces.stream()
                .filter(piece -> piece.info().equals(info))
                .map(Fenced::text)
                .toList();
        assertThat(texts).as(info).isNotEmpty();
        return texts.get(texts.size() - 1);
    }

    private static Compilation compiled(String net) {
        return Nets.compile("test.net", net);
    }

    /** Under the name that the piece gives to the file. */
    private static Compilation compiled(String net, Fenced shown) {
        Matcher matcher = FILE.matcher(shown.text());
        assertThat(matcher.find()).as("a file in %s", shown.text()).isTrue();
        return Nets.compile(matcher.group(1), net);
    }
}
