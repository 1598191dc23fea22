package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.TrainListener;

/** Nothing that a command shows is wider than the terminal. */
class ScreenTest {
    private static final int COLUMNS = 80;

    /** A name of 60 characters, calls as long, two billion parameters, and numbers of FLOPs to match. */
    private static final String LARGE = """
            net %sNet {
              input(3, 1024, 1024)
              conv(64, 7, stride=2, pad=3, dilation=1, groups=1) bn(eps=0.00001, ghost=4, stats=cumulative) relu
              conv(128, 4, stride=4) bn relu
              flatten
              dense(1023, bias=true)
            }
            """.formatted("aVeryLongNameOfANetThatSomebodyWhoLikesToBeClearGaveToIt");

    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compile",
                "check",
                "explain",
                "fmt",
                "draw",
                "diff",
                "train",
                "plot",
                "eval",
                "predict",
                "recalibrate",
                "stats",
                "experiment"
            })
    void helpFits(String command) {
        assertFits(COLUMNS, work.run(COLUMNS, command, "--help"));
        assertFits(COLUMNS, work.run(0, command, "--help"));
    }

    @Test
    void helpOfTheToolAndTheListOfExperimentsFit() {
        assertFits(COLUMNS, work.run(COLUMNS, "--help"));
        assertFits(COLUMNS, work.run(COLUMNS, "--version"));
        assertFits(COLUMNS, work.run(COLUMNS, "experiment"));
    }

    static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "models", "src", "main", "net"))) {
            return files.filter(file -> file.toString().endsWith(".net"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void tablesOfTheModelsFit(Path model) {
        for (String[] command : new String[][] {
            {"explain", model.toString()},
            {"explain", model.toString(), "--engine", "nd4j"},
            {"diff", model.toString(), "../models/src/main/net/googlenet.net"},
            {"draw", model.toString(), "-o", work.text("picture-of-a-net.svg")},
        }) {
            Result result = work.run(COLUMNS, command);
            assertThat(result.code()).as(result.err()).isZero();
            assertFits(COLUMNS, result);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void longNamesAndLargeNumbersFit(int columns) {
        String large = work.write("large.net", LARGE).toString();
        Result explained = work.run(columns, "explain", large, "--engine", "nd4j");
        assertThat(explained.code()).as(explained.err()).isZero();
        assertFits(columns, explained);
        if (columns == 80) {
            assertThat(explained.out())
                    .containsPattern("\n  conv1 +conv\\(64, 7, \\S*\\.\\. +\\[N,64,512,512] +9,408 +4\\.9 G ")
                    .containsPattern("\n  dense1 +dense\\(.* 2\\.1 G ");
        }
        assertFits(columns, work.run(columns, "diff", large, work.text("tiny.net")));
        assertThat(work.run(0, "explain", large).out()).contains("conv(64, 7, stride=2, pad=3", " 2,145,387,519 ");
    }

    @Test
    void trainingAndWhatFollowsFit() {
        String out = work.text("a directory with a rather long name for checkpoints");
        Result trained = work.run(
                COLUMNS, "train", work.text("tiny.net"), "--data", work.text("digits.npz"), "--checkpoint", out);
        assertThat(trained.code()).as(trained.err()).isZero();
        // But the name of a file is one word, and stays one.
        assertFits(COLUMNS, withoutPaths(trained));
        String checkpoint = out + "/Tiny.safetensors";
        for (List<String> command : List.of(
                List.of("eval", "--data", work.text("digits.npz")),
                List.of("stats"),
                List.of("stats", "--data", work.text("digits.npz")),
                List.of("stats", "--data", work.text("digits.npz"), "--layer", "bn1"),
                List.of("recalibrate", "--data", work.text("digits.npz")))) {
            String[] words = Stream.concat(
                            Stream.of(command.get(0), work.text("tiny.net"), "--from", checkpoint),
                            command.stream().skip(1))
                    .toArray(String[]::new);
            Result result = work.run(COLUMNS, words);
            assertThat(result.code()).as(result.err()).isZero();
            assertFits(COLUMNS, withoutPaths(result));
        }
    }

    @Test
    void theBarFitsAndIsThere() {
        for (int columns : new int[] {40, 60, 80, 200}) {
            for (long epochs : new long[] {1, 10, 1_000_000}) {
                TrainBar training = bar(columns);
                training.started(new TrainListener.Plan(235 * epochs, epochs, 235, 0), 0);
                String bar = training.bar(
                        new TrainListener.Step(
                                100,
                                epochs,
                                2.3,
                                new Evaluation(1e30, 25_600, List.of(Score.of("accuracy", 0.5))),
                                0.1,
                                Double.NaN,
                                1_234_567.8),
                        1_000_000_000);
                assertThat(bar.length()).as(bar).isLessThan(columns);
                if (columns >= 80) {
                    assertThat(bar).contains("===---", "100/235", "loss 1.00e+30", "left");
                }
            }
        }
    }

    /** 100 of the 900 steps that this run has to do took 10 s. */
    @Test
    void theTimeLeftGoesByThePaceOfThisRun() {
        TrainBar bar = bar(COLUMNS);
        long start = 5;
        bar.started(new TrainListener.Plan(1000, 10, 100, 100), start);
        TrainListener.Step step = new TrainListener.Step(
                200, 2, 2.3, new Evaluation(2.3, 100, List.of(Score.of("accuracy", 0.5))), 0.1, Double.NaN, 1000);
        assertThat(bar.bar(step, start + 10_000_000_000L)).endsWith("  1:20 left");
        assertThat(bar.line(step, start + 10_000_000_000L))
                .isEqualTo("   2/10   step 200 of 1000, loss 2.3000, accuracy 50.00 %, 1,000 images/s, 1:20 left");
    }

    private static TrainBar bar(int columns) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        return new TrainBar(terminal(columns, bytes), new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @Test
    void rowsOfEpochsStayInTheirColumns() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TrainScreen screen = new TrainScreen(terminal(COLUMNS, bytes), false);
        screen.started(new TrainListener.Plan(235_000, 1000, 235, 0));
        for (double loss : new double[] {0, 0.00000012, 2.3, 99_998, 1e30, Double.NaN}) {
            Evaluation figures = new Evaluation(loss, 60_000, List.of(Score.of("accuracy", 1)));
            screen.epoch(new TrainListener.Epoch(1000, 235_000, figures, figures, 1e12, 1e6, null));
        }
        List<String> rows = shown(bytes);
        assertThat(rows)
                .hasSize(7)
                .allSatisfy(row -> assertThat(row).hasSize(rows.get(0).length()));
        assertThat(rows.get(0).length()).isLessThanOrEqualTo(COLUMNS);
    }

    @Test
    void theWordOnAnEarlierCheckpointFits() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new TrainScreen(terminal(COLUMNS, bytes), false)
                .kept(Path.of("LeNetBn.safetensors"), Path.of("checkpoints", "week2", "LeNetBn.1.safetensors"));
        assertThat(shown(bytes)).hasSize(2).allMatch(line -> line.length() <= COLUMNS);
        assertThat(shown(bytes).get(0)).contains("LeNetBn.safetensors of an earlier run is");
    }

    /** The lines, without what clears the bar before them. */
    private static List<String> shown(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8)
                .replaceAll("\u001b\\[K|\r", "")
                .lines()
                .toList();
    }

    @Test
    void commandsToCopyStayCommands() {
        String command = "./netloom eval 'a b.net' --from checkpoints/Net.safetensors --data glyphs --batch 256";
        assertThat(Shell.lines(command, 12, 0)).isEqualTo(command);
        String lines = Shell.lines(command, 12, 50);
        assertThat(lines.lines()).hasSizeGreaterThan(1).allMatch(line -> line.length() <= 50);
        assertThat(lines.replaceAll(" \\\\\n +", " ")).isEqualTo(command);
    }

    /** The one thing that may be wider: a path, which is a word. */
    private Result withoutPaths(Result result) {
        String place = directory.toString();
        return new Result(
                result.code(),
                result.out().replaceAll("'?" + place + "[^'\n:]*(safetensors|npz|net|checkpoints)'?", "F"),
                result.err().replaceAll("'?" + place + "[^'\n:]*(safetensors|npz|net|checkpoints)'?", "F"));
    }

    private static void assertFits(int columns, Result result) {
        for (String text : List.of(result.out(), result.err())) {
            assertThat(text.replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "").split("[\r\n]"))
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(columns));
        }
    }

    private static Terminal terminal(int columns, ByteArrayOutputStream bytes) {
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new Terminal(stream, stream, columns, columns, false, false);
    }
}
