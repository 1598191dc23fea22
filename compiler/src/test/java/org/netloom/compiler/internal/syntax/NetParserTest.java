package org.netloom.compiler.internal.syntax;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.SourceFile;

class NetParserTest {
    /** What came of a text. */
    private record Parsed(NetFile file, List<Problem> problems) {
        List<String> ids() {
            return problems.stream().map(Problem::id).toList();
        }

        NetFile.Net net(int index) {
            return (NetFile.Net) file.declarations().get(index);
        }

        NetFile.Train train(int index) {
            return (NetFile.Train) file.declarations().get(index);
        }

        /** {@code input(1) conv! bn}: the statements of a net, those with a mistake marked. */
        String body(int index) {
            return net(index).body().stream()
                    .map(statement -> statement instanceof NetFile.BrokenCall broken
                            ? broken.call().name().text() + "!"
                            : statement instanceof NetFile.Broken
                                    ? "!"
                                    : statement.span().text())
                    .collect(joining(" "));
        }
    }

    private static Parsed parse(String text) {
        Problems problems = new Problems();
        NetFile file = NetParser.parse(new SourceFile("test.net", text), problems);
        return new Parsed(file, problems.sorted());
    }

    private static Parsed parseRight(String text) {
        Parsed parsed = parse(text);
        assertThat(parsed.problems()).isEmpty();
        return parsed;
    }

    private static String text(NetFile.@Nullable Name name) {
        return name == null ? "none" : name.text();
    }

    @Test
    void readsAWholeFile() {
        Parsed parsed = parseRight("""
                // A comment before everything.
                package org.example.nets;

                /**
                 * LeNet with batch normalization.
                 *
                 * Two lines.
                 */
                net LeNet {
                  input(1, 28, 28)
                  conv(6, 5, pad=2) /* behind */ bn sigmoid maxpool()
                }

                train LeNet {
                  data "../data" optimizer sgd(lr = 1.0) batch 256 shuffle false
                }
                """);
        assertThat(text(parsed.file().packageName())).isEqualTo("org.example.nets");
        NetFile.Net net = parsed.net(0);
        assertThat(net.name().text()).isEqualTo("LeNet");
        assertThat(net.doc()).isEqualTo("LeNet with batch normalization.\n\nTwo lines.");
        assertThat(net.span().text()).startsWith("net LeNet {").endsWith("}");
        assertThat(parsed.body(0)).isEqualTo("input(1, 28, 28) conv(6, 5, pad=2) bn sigmoid maxpool()");

        NetFile.Call conv = (NetFile.Call) net.body().get(1);
        assertThat(conv.name().span().position()).isEqualTo("test.net:11:3");
        assertThat(conv.arguments())
                .extracting(argument -> argument.span().text())
                .containsExactly("6", "5", "pad=2");
        assertThat(conv.arguments().get(0).name()).isNull();
        assertThat(text(conv.arguments().get(2).name())).isEqualTo("pad");
        assertThat(conv.arguments().get(2).value().span().position()).isEqualTo("test.net:11:18");
        assertThat(((NetFile.Call) net.body().get(2)).parentheses()).isFalse();
        assertThat(((NetFile.Call) net.body().get(4)).parentheses()).isTrue();

        NetFile.Train train = parsed.train(1);
        assertThat(train.net().text()).isEqualTo("LeNet");
        assertThat(train.settings())
                .extracting(setting -> setting.key().text())
                .containsExactly("data", "optimizer", "batch", "shuffle");
        assertThat(train.settings().get(0).values().get(0))
                .isEqualTo(new NetFile.TextLiteral(
                        "../data", train.settings().get(0).values().get(0).span()));
        NetFile.Call sgd = (NetFile.Call) train.settings().get(1).values().get(0);
        assertThat(sgd.arguments().get(0).value())
                .isInstanceOfSatisfying(
                        NetFile.RealLiteral.class,
                        real -> assertThat(real.value()).isEqualTo(1.0));
        assertThat(train.settings().get(3).values().get(0))
                .isInstanceOfSatisfying(
                        NetFile.BooleanLiteral.class,
                        flag -> assertThat(flag.value()).isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "28, 28",
        "-1, -1",
        "- 7, -7",
        "007, 7",
        "9223372036854775807, 9223372036854775807",
        "-9223372036854775808, -9223372036854775808"
    })
    void readsIntegers(String text, long value) {
        assertThat(argument(text))
                .isInstanceOfSatisfying(
                        NetFile.IntegerLiteral.class,
                        integer -> assertThat(integer.value()).isEqualTo(value));
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.5",
        ".5, 0.5",
        "1e-5, 1e-5",
        "-2.5E+3, -2500",
        "1e3, 1000",
        "1.7976931348623157e308, 1.7976931348623157e308"
    })
    void readsReals(String text, double value) {
        assertThat(argument(text))
                .isInstanceOfSatisfying(
                        NetFile.RealLiteral.class,
                        real -> assertThat(real.value()).isEqualTo(value));
    }

    @Test
    void readsTextWithEscapes() {
        assertThat(argument("\"a \\\"b\\\" \\\\ \\t\\n // é\""))
                .isInstanceOfSatisfying(
                        NetFile.TextLiteral.class,
                        text -> assertThat(text.value()).isEqualTo("a \"b\" \\ \t\n // é"));
        assertThat(argument("\"\""))
                .isInstanceOfSatisfying(
                        NetFile.TextLiteral.class,
                        text -> assertThat(text.value()).isEmpty());
    }

    private static NetFile.Expression argument(String text) {
        NetFile.Call call = (NetFile.Call)
                parseRight("net A { id(" + text + ") }").net(0).body().get(0);
        NetFile.Expression value = call.arguments().get(0).value();
        assertThat(value.span().text()).isEqualTo(text);
        return value;
    }

    @Test
    void noWordIsReservedForNames() {
        Parsed parsed = parseRight("package net.train.package; net net { a(5) b(net=train, block, import) true }\n"
                + "train net { train 5 net x }");
        assertThat(text(parsed.file().packageName())).isEqualTo("net.train.package");
        assertThat(parsed.body(0)).isEqualTo("a(5) b(net=train, block, import) true");
        assertThat(parsed.train(1).settings()).hasSize(2);
    }

    @Test
    void namesAreWhatJavaAllows() {
        assertThat(parseRight("net 网络_$1 { größe naïve(λ=1) \uD835\uDD0Fx }").body(0))
                .isEqualTo("größe naïve(λ=1) \uD835\uDD0Fx");
    }

    @Test
    void lineEndsAndAByteOrderMarkMakeNoDifference() {
        String text = "/** Doc\n * more */\nnet A {\n  input(1)\n}\n";
        Parsed parsed = parseRight("\uFEFF" + text.replace("\n", "\r\n"));
        assertThat(parsed.net(0).doc()).isEqualTo(parseRight(text).net(0).doc()).isEqualTo("Doc\nmore");
        assertThat(parsed.net(0).span().position()).isEqualTo("test.net:3:1");
        assertThat(parsed.net(0).body().get(0).span().position()).isEqualTo("test.net:4:3");
    }

    @Test
    void onlyTheLastDocumentationCommentRightBeforeANetCounts() {
        assertThat(parseRight("/** a */ /** b */ // c\nnet A { } /***/ net B { } /**/ net C { /** d */ } net D {}")
                        .file()
                        .declarations())
                .extracting(declaration -> ((NetFile.Net) declaration).doc())
                .containsExactly("b", null, null, null);
    }

    @Test
    void anEmptyFileIsRight() {
        assertThat(parseRight("").file().declarations()).isEmpty();
        assertThat(parseRight(" // nothing").file().declarations()).isEmpty();
    }

    /** One mistake is one problem, and the call that holds it is the only one that is lost. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bn conv(6,5 relu bn(1)      | syntax.unclosed-parenthesis | bn conv! relu bn(1)",
                "bn conv(6 5) relu           | syntax.expected         | bn conv! relu",
                "bn conv(6,,5) relu          | syntax.expected         | bn conv! relu",
                "bn conv(6,) relu            | syntax.expected         | bn conv! relu",
                "bn conv(,6) relu            | syntax.expected         | bn conv! relu",
                "bn conv(pad=) relu          | syntax.expected         | bn conv! relu",
                "bn conv(=5) relu            | syntax.expected         | bn conv! relu",
                "bn conv(a(1 2), 5) relu     | syntax.expected         | bn conv! relu",
                "bn conv(- ) relu            | syntax.expected         | bn conv! relu",
                "bn conv(6 +) relu           | syntax.expected         | bn conv! relu",
                "bn repeat 2 relu            | syntax.expected         | bn ! relu",
                "bn if (in.c = 2) { id } relu | syntax.expected         | bn ! relu",
                "bn as = relu                | syntax.expected         | bn ! relu",
                "bn from 2 relu              | syntax.expected         | bn ! relu",
                "bn else { id } relu         | syntax.expected         | bn! relu",
                "bn conv 6 relu              | syntax.expected         | bn conv! relu",
                "bn conv = 6 relu            | syntax.unexpected       | bn conv! relu",
                "bn conv(6)) relu            | syntax.unexpected       | bn conv(6) relu",
                "bn, conv(6), relu           | syntax.unexpected       | bn conv(6) relu",
                "bn; conv(6); relu           | syntax.unexpected       | bn conv(6) relu",
                "bn conv[6] relu             | syntax.stray-character  | bn conv! relu",
                "bn @@@ conv(6) ? relu       | syntax.stray-character,syntax.stray-character | bn conv(6) relu",
                "bn conv(6; 5) relu          | syntax.expected         | bn conv! relu",
                "bn conv(5x5) relu           | syntax.malformed-number | bn conv! relu",
                "bn conv(12345678901234567890) relu | syntax.number-too-large | bn conv! relu",
                "bn conv(1e999) relu         | syntax.number-too-large | bn conv! relu",
                "bn conv(\"\\q\") relu       | syntax.bad-escape       | bn conv! relu",
                "bn some 2 { a { b } } relu  | syntax.expected         | bn some! relu",
            })
    void goesOnAtTheNextLayer(String body, String ids, String rest) {
        Parsed parsed = parse("net A { " + body + "\n}\nnet B { input(1) conv(1 }\nnet C { input(2) }");
        assertThat(parsed.ids()).containsExactly((ids + ",syntax.unclosed-parenthesis").split(","));
        assertThat(parsed.body(0)).isEqualTo(rest);
        assertThat(parsed.body(2)).isEqualTo("input(2)");
    }

    @Test
    void barsStandBetweenBranchesOnly() {
        Parsed parsed = parse("net A { input(1) repeat 2 { a | b } add { a | b | } relu }");
        assertThat(parsed.ids()).containsExactly("syntax.stray-bar");
        NetFile.Repeat repeat = (NetFile.Repeat) parsed.net(0).body().get(1);
        assertThat(repeat.body()).hasSize(2);
        NetFile.Merge merge = (NetFile.Merge) parsed.net(0).body().get(2);
        assertThat(merge.branches()).extracting(branch -> branch.body().size()).containsExactly(1, 1, 0);
        assertThat(parse("net A { add { id || relu } }").problems().get(0).help())
                .isEqualTo("an empty branch is written id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batch = 256 epochs 3     | syntax.expected | epochs",
                "batch: 256 epochs 3      | syntax.stray-character | batch epochs",
                "batch 256, epochs 3      | syntax.unexpected | batch epochs",
                "batch 256 5 epochs 3     | syntax.expected | batch epochs",
                "batch 256 epochs         | syntax.expected | batch",
                "optimizer sgd(lr= seed 4 | syntax.unclosed-parenthesis | ",
                "optimizer sgd(lr=1 momentum=2) seed 4 | syntax.expected | seed",
                "batch 25x6 epochs 3      | syntax.malformed-number | epochs",
            })
    void goesOnAtTheNextSetting(String settings, String id, String rest) {
        Parsed parsed = parse("train A { " + settings + "\n}\nnet B { input(1) }");
        assertThat(parsed.ids()).containsExactly(id);
        assertThat(parsed.train(0).settings().stream()
                        .map(setting -> setting.key().text())
                        .collect(joining(" ")))
                .isEqualTo(rest == null ? "" : rest);
        assertThat(parsed.body(1)).isEqualTo("input(1)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "net A { id                                | syntax.unclosed-brace",
                "net A { id net                            | syntax.expected",
                "train A { batch 5                         | syntax.unclosed-brace",
                "net { id }                                | syntax.expected",
                "train { batch 5 }                         | syntax.expected",
                "net A id }                                | syntax.expected",
                "net A(classes 10) { id }                  | syntax.expected",
                "block { id }                              | syntax.expected",
                "block b(c, { id }                         | syntax.expected",
                "net A { id } import \"b.net\"            | syntax.unexpected",
                "import b                                  | syntax.expected",
                "net A                                     | syntax.expected",
                "network A { id conv(5) }                  | syntax.foreign-word",
                "input(1) conv(5) bn                       | syntax.expected",
                "net A { id } }                            | syntax.unexpected",
                "net A { id } ; ; ;                        | syntax.expected",
                "package a.b                               | syntax.expected",
                "package a.;                               | syntax.expected",
                "package ;                                 | syntax.expected",
                "net A { id } package a.b;                 | syntax.unexpected",
                "net A { id \"                             | syntax.unclosed-string",
            })
    void goesOnAtTheNextDeclaration(String text, String ids) {
        Parsed parsed = parse(text + "\nnet B { input(1) }\ntrain B { epochs 2 }");
        assertThat(parsed.ids()).containsExactly(ids.split(","));
        int size = parsed.file().declarations().size();
        assertThat(parsed.body(size - 2)).isEqualTo("input(1)");
        assertThat(parsed.train(size - 1).settings()).hasSize(1);
    }

    @Test
    void anUnclosedCommentIsOneProblemWhateverItHides() {
        Parsed parsed = parse("net A { input(1) conv(3 /* never\n closed } net B {");
        assertThat(parsed.ids()).containsExactly("syntax.unclosed-comment");
        assertThat(parsed.problems().get(0).span().position()).isEqualTo("test.net:1:25");
    }

    @Test
    void columnsCountCharactersFromOne() {
        Parsed parsed = parse("net A {\n\uD83D\uDE00 \uD835\uDD0F(1 2) }");
        assertThat(parsed.problems())
                .extracting(problem ->
                        problem.span().position() + " " + problem.span().text())
                .containsExactly("test.net:2:1 \uD83D\uDE00", "test.net:2:7 2");
    }

    @Test
    void aFileThatNobodyWroteIsRefusedAtOnce() {
        Parsed parsed = parse("net A { id } ".repeat(800_000));
        assertThat(parsed.ids()).containsExactly("syntax.file-too-large");
        assertThat(parsed.problems().get(0).message())
                .isEqualTo("the file has 10,400,000 characters and the most is 1,048,576");
        assertThat(parsed.file().declarations()).isEmpty();
    }

    @Test
    void aNetOfManyLayersIsFine() {
        assertThat(parseRight("net A { " + "conv(64, 3, pad=1) bn relu ".repeat(10_000) + "}")
                        .net(0)
                        .body())
                .hasSize(30_000);
    }

    /** On a stack of 256 KB, where anything that recurses by the nesting of the file overflows. */
    @ParameterizedTest
    @ValueSource(
            strings = {"net A { ", "net A { id(", "{", "(", "a(", "net ", "net a { b(c, ", "/*/", "\"", "#", "-", "})"})
    void tenThousandOfAnythingIsRefusedWithoutAnOverflow(String part) throws InterruptedException {
        AtomicReference<Object> outcome = new AtomicReference<>();
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        outcome.set(parse(part.repeat(10_000)).ids());
                    } catch (Throwable thrown) {
                        outcome.set(thrown);
                    }
                },
                "small-stack",
                256 * 1024);
        thread.start();
        thread.join();
        assertThat(outcome.get()).isInstanceOf(List.class);
        assertThat((List<?>) outcome.get())
                .hasSizeBetween(part.equals("/*/") ? 0 : 1, SyntaxProblems.MOST_PROBLEMS + 1);
    }

    @Test
    void bracketsInsideOneAnotherAreReadToALimit() {
        int most = Tokens.DEEPEST_NESTING - 1;
        parseRight("net A { " + "a(".repeat(most) + ")".repeat(most) + " }");
        assertThat(parse("net A { " + "a(".repeat(most + 1) + ")".repeat(most + 1) + " }")
                        .ids())
                .containsExactly("syntax.nesting-too-deep");
    }

    @Test
    void manyMistakesAreCounted() {
        Parsed parsed = parse("net A {\n" + "conv(,)\n".repeat(70) + "}");
        assertThat(parsed.problems()).hasSize(SyntaxProblems.MOST_PROBLEMS + 1);
        assertThat(parsed.problems().get(SyntaxProblems.MOST_PROBLEMS).id()).isEqualTo("syntax.too-many-problems");
    }

    private static final List<String> PIECES = List.of(
            "net",
            "train",
            "package",
            "A",
            "conv",
            "pad",
            "{",
            "}",
            "(",
            ")",
            ",",
            ";",
            ".",
            "=",
            "-",
            "5",
            "0.5",
            "5x",
            "\"t\"",
            "\"",
            "/*",
            "*/",
            "/** d */",
            "//",
            "\n",
            "\r\n",
            "#",
            "@",
            "[",
            "\uFFFD",
            "\uD83D\uDE00",
            "\uD83D",
            "\u0000",
            "true",
            "net A {",
            "conv(6, 5, pad=2)",
            "99999999999999999999");

    @Provide
    Arbitrary<String> soup() {
        Arbitrary<String> piece = Arbitraries.of(PIECES);
        return piece.list().ofMaxSize(60).map(pieces -> String.join(" ", pieces));
    }

    @Provide
    Arbitrary<String> nearlyRight() {
        String right = "package a.b; /** d */ net A { input(1, 28, 28) conv(6, 5, pad=2) bn maxpool(2) } "
                + "train A { batch 256 optimizer sgd(lr=1.0, momentum=0.9) data \"x\" }";
        return Arbitraries.integers()
                .between(0, right.length())
                .flatMap(start -> Arbitraries.integers()
                        .between(start, Math.min(right.length(), start + 6))
                        .flatMap(end -> Arbitraries.of(PIECES)
                                .optional()
                                .map(piece -> right.substring(0, start) + piece.orElse("") + right.substring(end))));
    }

    @Property(tries = 2000, seed = "20261124")
    void noSoupOfPiecesIsTooMuch(@ForAll("soup") String text) {
        checkSane(text);
    }

    @Property(tries = 2000, seed = "20261124")
    void noSingleEditIsTooMuch(@ForAll("nearlyRight") String text) {
        assertThat(checkSane(text).problems()).hasSizeLessThanOrEqualTo(4);
    }

    /** Never throws; every span lies in the file, and what has no problem has no broken call. */
    private static Parsed checkSane(String text) {
        Parsed parsed = parse(text);
        for (Problem problem : parsed.problems()) {
            assertThat(problem.id()).startsWith("syntax.");
            assertThat(problem.span().end()).isLessThanOrEqualTo(text.length());
            assertThat(problem.message()).isNotBlank().doesNotContain("\n").doesNotContain("<EOF>");
        }
        boolean broken = false;
        for (NetFile.Declaration declaration : parsed.file().declarations()) {
            if (declaration instanceof NetFile.Net net) {
                broken |= net.body().stream().anyMatch(NetFile.BrokenCall.class::isInstance);
                assertThat(net.name().text()).isNotEmpty();
                net.body()
                        .forEach(
                                statement -> assertThat(statement.span().text()).isNotEmpty());
            }
        }
        assertThat(broken && parsed.problems().isEmpty()).isFalse();
        return parsed;
    }
}
