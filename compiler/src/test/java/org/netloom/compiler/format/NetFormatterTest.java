package org.netloom.compiler.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.compiler.internal.syntax.Lexeme;
import org.netloom.compiler.internal.syntax.NetFile;
import org.netloom.compiler.internal.syntax.NetParser;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;

class NetFormatterTest {
    private static final Path MODELS = Path.of("../models/src/main/net");

    private static String format(String text) {
        Problems problems = new Problems();
        String formatted = NetFormatter.format(new SourceFile("test.net", text), problems);
        assertThat(problems.sorted()).isEmpty();
        return formatted;
    }

    @Test
    void putsSpacesWhereTheyBelong() {
        assertThat(format("package a . b;block b(n,m=3){conv( n*2 ,3,pad = -1)bn relu if(!(n==1)&&in.c!=n/2){id}}"))
                .isEqualTo("""
                        package a.b;

                        block b(n, m = 3) { conv(n * 2, 3, pad=-1) bn relu if (!(n == 1) && in.c != n / 2) { id } }
                        """);
    }

    @Test
    void keepsTheAuthorsLinesAndComments() {
        assertThat(format("""
                // A comment before everything.


                net A   // behind a name
                {  // behind a brace
                   input(1, 28, 28)
                      conv(6,5)    bn sigmoid   // behind layers


                   /* before */ flatten
                   dense(10,  // in arguments
                     bias = false)
                }
                /** About B. */

                net B { input(3) dense(2) }
                """)).isEqualTo("""
                        // A comment before everything.

                        net A // behind a name
                        { // behind a brace
                          input(1, 28, 28)
                          conv(6, 5) bn sigmoid // behind layers

                          /* before */ flatten
                          dense(10, // in arguments
                              bias=false)
                        }

                        /** About B. */
                        net B { input(3) dense(2) }
                        """);
    }

    @Test
    void putsBranchesBelowOneAnotherUnlessTheyAreOnOneLine() {
        assertThat(format("""
                block res(c, s = 1) {
                  add { conv(c,3,stride=s,pad=1) bn
                      | if (s != 1) { conv(c,1,stride=s) } else { id } } relu }
                block grow(g) { concat { id | conv(g,3,pad=1) } }
                """)).isEqualTo("""
                        block res(c, s = 1) {
                          add {
                            conv(c, 3, stride=s, pad=1) bn
                          | if (s != 1) { conv(c, 1, stride=s) } else { id }
                          } relu
                        }

                        block grow(g) { concat { id | conv(g, 3, pad=1) } }
                        """);
    }

    @Test
    void breaksLinesThatAreTooLong() {
        String layers = "dense(120) bn sigmoid ".repeat(6);
        assertThat(format("net A {\n input(3) " + layers + "\nrepeat 2 { " + layers + "}\n}"))
                .isEqualTo("""
                net A {
                  input(3) dense(120) bn sigmoid dense(120) bn sigmoid dense(120) bn sigmoid dense(120) bn sigmoid
                  dense(120) bn sigmoid dense(120) bn sigmoid
                  repeat 2 {
                    dense(120) bn sigmoid dense(120) bn sigmoid dense(120) bn sigmoid dense(120) bn sigmoid
                    dense(120) bn sigmoid dense(120) bn sigmoid
                  }
                }
                """);
    }

    @Test
    void setsSettingsApart() {
        assertThat(format("train A { batch 256 epochs 10 seed -1\noptimizer sgd(lr = 1.0) }"))
                .isEqualTo("""
                train A {
                  batch 256  epochs 10  seed -1
                  optimizer sgd(lr=1.0)
                }
                """);
    }

    @Test
    void linesEndAsTheyDid() {
        assertThat(format("net A {\r\n/* a\r\n * b */ input(3)\r\ndense( 2 ) }"))
                .isEqualTo("net A {\r\n  /* a\r\n   * b */ input(3)\r\n  dense(2)\r\n}\r\n");
    }

    @Test
    void leavesAFileWithASyntaxProblemAsItIs() {
        Problems problems = new Problems();
        String text = "net A {  input(3 dense(2) }";
        assertThat(NetFormatter.format(new SourceFile("test.net", text), problems))
                .isEqualTo(text);
        assertThat(problems.sorted()).extracting(Problem::id).containsExactly("syntax.unclosed-parenthesis");
    }

    static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(MODELS)) {
            return files.filter(file -> file.toString().endsWith(".net"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void modelsAreInTheLayout(Path file) throws IOException {
        String text = Files.readString(file);
        assertThat(format(text)).isEqualTo(text);
    }

    @Property(tries = 300)
    void changesNoWordAndNothingTheSecondTime(@ForAll long seed) {
        String text = RandomNet.text(seed);
        String once = format(text);
        assertThat(words(once)).isEqualTo(words(text));
        assertThat(tree(once)).isEqualTo(tree(text));
        assertThat(format(once)).isEqualTo(once);
        assertThat(once.lines()).allSatisfy(line -> assertThat(line).doesNotMatch(".*[ \\t]"));
    }

    private static List<String> words(String text) {
        return Lexeme.of(new SourceFile("test.net", text)).stream()
                .map(lexeme -> lexeme.text().replaceAll("\\s+", " ").strip())
                .toList();
    }

    /** The tree without places. */
    private static String tree(String text) {
        NetFile file = NetParser.parse(new SourceFile("test.net", text), new Problems());
        return file.toString().replaceAll("test\\.net:\\d+:\\d+", "here");
    }
}
