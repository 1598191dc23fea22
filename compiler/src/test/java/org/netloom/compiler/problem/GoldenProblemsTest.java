package org.netloom.compiler.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.compiler.source.SourceResolver;

/**
 * Every problem as a person sees it. A case is a file {@code <id>.net}, or {@code <id>~<variant>.net}, and the text
 * {@code .txt} beside it that the whole compiler must say about it. {@code -Dgolden.update=true} writes the texts anew
 * and fails the run all the same, so that somebody looks at the difference.
 */
class GoldenProblemsTest {
    private static final Path CASES = Path.of("src/test/resources/problems");
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern ID =
            Pattern.compile("\"((?:syntax|layer|argument|shape|net|train|expression|block|import|parameter|name|merge"
                    + "|repeat|if|share)\\.[a-z0-9]+(?:-[a-z0-9]+)*)\"");

    /**
     * Not worth a file of a megabyte or fifty files, or about folders on a disk: {@code NetParserTest} and {@code
     * ImportTest} have them.
     */
    private static final Set<String> WITHOUT_FILE =
            Set.of("syntax.file-too-large", "import.too-deep", "import.outside");

    /** A first line {@code // -P classes=ten} sets a parameter. */
    private static final Pattern GIVEN = Pattern.compile("// -P (\\w+)=(.*)");

    static List<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".net"))
                    .map(name -> name.substring(0, name.length() - ".net".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void saysThis(String name) throws IOException {
        SourceFile source = SourceFile.read(name + ".net", CASES.resolve(name + ".net"));
        Matcher given = GIVEN.matcher(source.lineText(1));
        CompilerOptions options = CompilerOptions.defaults()
                .withParameters(given.matches() ? Map.of(given.group(1), given.group(2)) : Map.of())
                .withSources(SourceResolver.among(imports()));
        List<Problem> problems = NetCompiler.compile(List.of(source), options).problems();
        String actual = ProblemRenderer.plain().render(problems);
        Path golden = CASES.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, actual);
            fail("wrote %s: look at the difference, then run without -Dgolden.update", golden);
        }
        assertThat(actual).isEqualTo(Files.readString(golden));
        assertThat(problems).extracting(Problem::id).contains(idOf(name));
    }

    private static List<SourceFile> imports() throws IOException {
        List<SourceFile> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(CASES.resolve("imports"))) {
            for (Path file : files.sorted().toList()) {
                sources.add(SourceFile.read("imports/" + file.getFileName(), file));
            }
        }
        return sources;
    }

    @Test
    void everyIdHasACase() throws IOException {
        Set<String> ids = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                Matcher matcher = ID.matcher(Files.readString(file, StandardCharsets.UTF_8));
                while (matcher.find()) {
                    ids.add(matcher.group(1));
                }
            }
        }
        assertThat(ids).hasSizeGreaterThan(10);
        ids.removeAll(WITHOUT_FILE);
        ids.removeAll(cases().stream().map(GoldenProblemsTest::idOf).toList());
        assertThat(ids).as("ids of problems without a case in %s", CASES).isEmpty();
    }

    private static String idOf(String name) {
        return name.replaceFirst("~.*", "");
    }
}
