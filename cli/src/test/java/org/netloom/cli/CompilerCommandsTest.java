package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.cli.Workplace.Result;

/** check, compile and explain, and what all commands do with a wrong command line. */
class CompilerCommandsTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    @Test
    void checkIsSilentWhereAllIsWell() {
        work.write("plain.net", "net Plain { input(8) dense(4) relu dense(2) }\n");
        assertThat(work.run("check", work.text("plain.net"))).isEqualTo(new Result(0, "", ""));
    }

    /** As without the launcher and without a locale, where Java has lost the letters of größe.net. */
    @Test
    void aNameThatTheLocaleDoesNotKnowIsSaid() {
        String usual = System.getProperty("sun.jnu.encoding", "UTF-8");
        System.setProperty("sun.jnu.encoding", "ANSI_X3.4-1968");
        try {
            Result result = work.run("check", "gr\0e.net");
            assertThat(result)
                    .isEqualTo(
                            new Result(
                                    2,
                                    "",
                                    "netloom: the name of a file has letters that this locale does not know: set LC_ALL=C.UTF-8\n"));
        } finally {
            System.setProperty("sun.jnu.encoding", usual);
        }
    }

    @Test
    void notesAreForCheckOnly() {
        assertThat(work.run("check", work.text("tiny.net")).err()).contains("note[layer.bias-dropped]");
        assertThat(work.run("explain", work.text("tiny.net")).err()).isEmpty();
    }

    @Test
    void checkShowsEachProblemOfEachFile() {
        work.write("a.net", "net A { input(1,8,8) konv(4,3) flatten dense(3) }\n");
        work.write("b.net", "net B { input(1,4,4) conv(4,5) flatten dense(3) }\n");
        Result result = work.run("check", work.text("a.net"), work.text("b.net"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains(work.text("a.net") + ":1:22: error[")
                .contains(work.text("b.net") + ":1:")
                .contains("conv")
                .endsWith("netloom: 2 errors\n");
    }

    @Test
    void warningsAreErrorsWhereTheyShallBe() {
        work.write("twice.net", "net Twice { input(1,7,7) maxpool(2) flatten flatten dense(3) }\n");
        String file = work.text("twice.net");
        assertThat(work.run("check", file).code()).isZero();
        assertThat(work.run("check", "--werror", file).err()).endsWith("netloom: 2 errors\n");
        assertThat(work.run("check", "-Werror=layer.no-effect", file).err())
                .contains("error[layer.no-effect]", "warning[shape.rows-unused]")
                .endsWith("netloom: 1 error and 1 warning\n");
        Result compiled = work.run("compile", "-Werror=shape.rows-unused", file, "-d", work.text("java"));
        assertThat(compiled.code()).isEqualTo(1);
        assertThat(work.path("java/nets/Twice.java")).doesNotExist();
        assertThat(work.run("compile", file, "-d", work.text("java")).code()).isZero();
        assertThat(work.run("check", "-Werror=shape.row-unused", file))
                .isEqualTo(new Result(
                        1, "", "netloom: there is no warning 'shape.row-unused': did you mean 'shape.rows-unused'?\n"));
    }

    @Test
    void compileWritesOnlyWhatChanges() {
        String out = work.text("java");
        Result first = work.run("compile", work.text("tiny.net"), "-d", out, "--package", "org.example");
        assertThat(first.code()).isZero();
        assertThat(first.err()).startsWith("wrote ").contains("Tiny.java");
        assertThat(work.path("java/org/example/Tiny.java"))
                .content()
                .contains("package org.example;", "public final class Tiny");
        Result second = work.run("compile", work.text("tiny.net"), "-d", out, "--package", "org.example");
        assertThat(second).isEqualTo(new Result(0, "", "nothing changed in " + out + "\n"));
    }

    @Test
    void compileWritesNothingWhereThereIsAnError() {
        work.write("bad.net", "net Bad { input(1,8,8) dense(3) }\n");
        Result result = work.run("compile", work.text("tiny.net"), work.text("bad.net"), "-d", work.text("java"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).endsWith("netloom: 1 error, so nothing was written\n");
        assertThat(work.path("java/nets/Tiny.java")).doesNotExist();
    }

    @Test
    void explainShowsEachStage() {
        String file = work.text("tiny.net");
        assertThat(work.run("explain", file).out()).contains("conv1", "[N,4,6,6]", "parameters", "total");
        assertThat(work.run("explain", file, "--ast").out()).contains("conv");
        assertThat(work.run("explain", file, "--ir").out()).contains("maxpool1");
        assertThat(work.run("explain", file, "--java").out()).startsWith("package nets;");
    }

    @Test
    void explainSaysWhatAnEngineComputesInOneCall() {
        String file = work.text("tiny.net");
        assertThat(work.run("explain", file).out()).doesNotContain("Engine");
        assertThat(work.run("explain", file, "--engine", "nd4j").out())
                .contains("Engine nd4j.", "Training computes in one call: ", "an operation of its own for every layer");
        assertThat(work.run("explain", file, "--engine", "abacus").err())
                .contains("there is no engine 'abacus': auto, nd4j or vector");
    }

    @Test
    void explainTellsMemoryForTheBatchOfTheTrainSection() {
        work.write("a.net", "net A { input(4) dense(3) } train A { batch 32 }");
        String file = work.text("a.net");
        assertThat(work.run("explain", file).out()).contains("a batch of 32, in float");
        assertThat(work.run("explain", file, "--batch", "7").out()).contains("a batch of 7, in float");
    }

    @Test
    void explainTakesOneNetOfSeveral() {
        work.write("two.net", "net A { input(4) dense(2) }\nnet B { input(5) dense(3) }\n");
        assertThat(work.run("explain", work.text("two.net")).out()).contains("[N,2]", "[N,3]");
        assertThat(work.run("explain", work.text("two.net"), "--net", "B").out())
                .contains("[N,3]")
                .doesNotContain("[N,2]");
    }

    @Test
    void fmtWritesWhatChanges() throws IOException {
        work.write("loose.net", "net A { input( 4 )   dense(2) }");
        String file = work.text("loose.net");
        assertThat(work.run("fmt", "--check", file)).isEqualTo(new Result(1, "", "would change " + file + "\n"));
        assertThat(work.path("loose.net")).hasContent("net A { input( 4 )   dense(2) }");
        assertThat(work.run("fmt", file)).isEqualTo(new Result(0, "", "wrote " + file + "\n"));
        assertThat(Files.readString(work.path("loose.net"))).isEqualTo("net A { input(4) dense(2) }\n");
        assertThat(work.run("fmt", "--check", file)).isEqualTo(new Result(0, "", ""));
    }

    @Test
    void fmtWritesNothingWhereOneFileIsWrong() {
        work.write("loose.net", "net A { input( 4 ) dense(2) }");
        work.write("wrong.net", "net A { input(4 dense(2) }");
        Result result = work.run("fmt", work.text("loose.net"), work.text("wrong.net"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).endsWith(", so nothing was written\n");
        assertThat(work.path("loose.net")).hasContent("net A { input( 4 ) dense(2) }");
    }

    @Test
    void drawWritesAPicture() {
        String picture = work.text("tiny.svg");
        assertThat(work.run("draw", work.text("tiny.net"), "-o", picture))
                .isEqualTo(new Result(0, "", "wrote " + picture + "\n"));
        assertThat(work.path("tiny.svg")).content().startsWith("<svg ").contains(">conv(4, 3)<");
        assertThat(work.run("draw", work.text("tiny.net"), "--dot").out()).startsWith("digraph \"Tiny\" {");
    }

    @Test
    void diffComparesTwoNets() {
        work.write("two.net", "net A { input(4) dense(2) }\nnet B { input(4) dense(3) }\n");
        String file = work.text("two.net");
        assertThat(work.run("diff", file, file, "--net", "A", "--other-net", "B")
                        .out())
                .startsWith("A -> B\n")
                .contains("parameters  10 -> 15", "  - dense(2)", "  + dense(3)");
        assertThat(work.run("diff", file, file).err()).contains("choose one with --net, A or B");
    }

    @Test
    void aMissingFileIsOneSentence() {
        String missing = work.text("missing.net");
        for (String command : new String[] {"check", "explain", "train"}) {
            Result result = work.run(command, missing);
            assertThat(result)
                    .isEqualTo(new Result(1, "", "netloom: cannot read " + missing + ": no such file or directory\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "chekc F",
                "check",
                "check --frobnicate F",
                "compile F",
                "explain F --ast --ir",
                "fmt",
                "diff F",
                "train F --epochs 0",
                "train F --epochs 1 --steps 5",
                "train F --lr much",
                "train F --threads 0",
                "train F --dtype half",
                "train F --engine abacus",
                "train F --batch -1",
                "eval F --data glyphs",
                "predict F --from x"
            })
    void aWrongCommandLineHasExitCode2(String line) {
        String[] arguments = line.isEmpty()
                ? new String[0]
                : line.replace("F", work.text("tiny.net")).split(" ");
        Result result = work.run(arguments);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("netloom: ").contains("--help").doesNotContain("\tat ");
    }

    @Test
    void helpGoesToStdout() {
        Result result = work.run("train", "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("--init-from", "--no-shuffle", "--log");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void importsFromOtherFoldersAreAllowedByAnOption() throws IOException {
        Files.createDirectories(work.path("src"));
        Files.createDirectories(work.path("lib"));
        work.write("lib/blocks.net", "block stem() { dense(4) relu }\n");
        work.write("src/a.net", "import \"../lib/blocks.net\"\nnet A { input(8) stem() dense(2) }\n");
        String file = work.text("src/a.net");
        assertThat(work.run("check", file).err()).contains("error[import.outside]", "--imports-from DIR");
        assertThat(work.run("check", "--imports-from", work.text("lib"), file)).isEqualTo(new Result(0, "", ""));
        String[] compile = {"compile", file, "-d", work.text("java"), "--imports-from", work.text("lib")};
        assertThat(work.run(compile).code()).isZero();
    }

    /** A name from a file or from the command line that would clear the screen or write a line of its own. */
    @Test
    void whatATerminalObeysIsShown() {
        String evil = "a\u001B[2J\u009B31m\u202E\nnetloom: done";
        work.write("a.net", "net A { input(8) dense(2) }\ntrain A { data \"" + evil.replace("\n", "") + "\" }\n");
        for (Result result : new Result[] {
            work.run("check", evil),
            work.run("check", "--" + evil, work.text("a.net")),
            work.run("explain", work.text("a.net"), "--net", evil),
            work.run("train", work.text("a.net"), "--engine", "nd4j"),
        }) {
            assertThat(result.code()).isNotZero();
            assertThat(result.err())
                    .contains("\\u001b[2J\\u009b31m\\u202e")
                    .doesNotContainPattern("[\\u001b\\u0080-\\u009f\\u202e]");
        }
    }
}
