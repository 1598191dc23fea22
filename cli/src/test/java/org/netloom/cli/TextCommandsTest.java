package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;

/** train, eval and predict on text. */
class TextCommandsTest {
    private static final int STEPS = 8;
    private static final String READER = """
            net Reader { input(8) embed(256, 6) lstm(12) dense(256) }
            train Reader { loss %s optimizer adam(lr = 0.02) batch 16 epochs 4 seed 7 }
            """;

    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
        work.write("reader.net", READER.formatted("cross_entropy"));
    }

    @Test
    void trainsOnTextAndGivesTheSameBitsAgain() throws Exception {
        work.write("count.txt", "one two three four five six seven\n".repeat(60));
        Map<String, Object> first = object(train("count.txt", "--json", "--epochs", "30"));
        Map<String, Object> second = object(train("count.txt", "--json", "--epochs", "30"));
        assertThat(number(first, "test_loss")).isLessThan(1).isEqualTo(number(second, "test_loss"));
        assertThat(number(first, "test_accuracy")).isBetween(0.6, 1.0);
        assertThat(train("count.txt").out())
                .contains("count.txt: 204 training and 22 test examples of 8 tokens in 256 classes")
                .contains("--data " + work.text("count.txt"));
    }

    /**
     * Loss and accuracy are means over all positions: those of eval are computed here from what predict wrote and from the
     * bytes of the text itself, whose windows of nine bytes begin at the multiples of nine.
     */
    @Test
    void evalAndPredictTakeTheLastTenth() throws Exception {
        byte[] text = new byte[40 * (STEPS + 1) + 5];
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(5));
        }
        work.write("letters.txt", new String(text, StandardCharsets.US_ASCII));
        train("letters.txt");
        Map<String, Object> evaluated = object(run("eval", "letters.txt", "--json"));
        assertThat(evaluated).containsEntry("examples", 4L);

        Result predicted = run("predict", "letters.txt", "--out", work.text("p.npz"));
        assertThat(predicted.code()).as(predicted.err()).isZero();
        double loss = 0;
        int correct = 0;
        try (NpzFile npz = NpzFile.open(work.path("p.npz"))) {
            NpyArray logits = npz.read("logits");
            NpyArray classes = npz.read("class");
            assertThat(logits.shape()).isEqualTo(List.of(4L, 8L, 256L));
            assertThat(classes.shape()).isEqualTo(List.of(4L, 8L));
            for (int i = 0; i < 4 * STEPS; i++) {
                int label = text[(36 + i / STEPS) * (STEPS + 1) + i % STEPS + 1];
                double sum = 0;
                for (int k = 0; k < 256; k++) {
                    sum += Math.exp(logits.getDouble(256 * i + k));
                }
                loss += Math.log(sum) - logits.getDouble(256 * i + label);
                correct += classes.getLong(i) == label ? 1 : 0;
            }
        }
        // The engine computes in float, and so do two passes over the same examples.
        assertThat(number(evaluated, "test_loss")).isEqualTo(loss / 32, within(1e-5));
        assertThat(number(evaluated, "test_accuracy")).isEqualTo(correct / 32.0, within(1e-12));
    }

    /** With every window the same, and nothing learned, the loss that trains and the one that is measured are one number. */
    @ParameterizedTest
    @ValueSource(strings = {"cross_entropy", "mse"})
    void trainsByTheLossThatItMeasures(String loss) throws Exception {
        work.write("reader.net", READER.formatted(loss).replace("adam(lr = 0.02)", "sgd(lr = 0.5)"));
        work.write("same.txt", "abcadefg\n".repeat(40));
        Map<String, Object> still = object(train("same.txt", "--json", "--lr", "0", "--dtype", "double"));
        assertThat(number(still, "train_loss")).isPositive().isEqualTo(number(still, "test_loss"), within(1e-12));
        assertThat(number(still, "train_accuracy")).isEqualTo(number(still, "test_accuracy"), within(1e-12));
        Map<String, Object> trained = object(train("same.txt", "--json", "--dtype", "double"));
        assertThat(number(trained, "test_loss")).isLessThan(number(still, "test_loss"));
    }

    @Test
    void whatDoesNotFitIsOneSentence() {
        work.write("empty.txt", "");
        assertFails(work.text("empty.txt") + " is empty, where text is expected", train("empty.txt"));
        work.write("short.txt", "too short");
        assertFails(work.text("short.txt") + " holds 9 bytes, where input(8) needs 18", train("short.txt"));
        work.write("umlaut.txt", "größe ".repeat(20));
        work.write("reader.net", "net Ascii { input(8) embed(128, 6) lstm(12) dense(128) }");
        assertFails(
                "umlaut.txt holds the token 195 (example 0) but embed1 of Ascii knows 128 tokens", train("umlaut.txt"));
        work.write("reader.net", "net Vector { input(8) embed(256, 6) lstm(12) last dense(256) }");
        assertFails("umlaut.txt has 8 labels an example but Vector puts out one vector of 256", train("umlaut.txt"));
        work.write("reader.net", "net Steps { input(1, 8, 8) tokens dense(3) }");
        assertFails("digits.npz has one label an example but Steps puts out a sequence of 64x3", train("digits.npz"));
        work.write("reader.net", "net Pixels { input(1, 8, 8) conv(3, 1) }");
        assertFails("Pixels puts out an image of 3x8x8 for each input", train("digits.npz"));
        assertFails(work.text("umlaut.txt") + " is text, which needs a network that takes tokens", train("umlaut.txt"));
    }

    private Result train(String data, String... more) {
        return command("train", data, List.of("--checkpoint", work.text("out")), more);
    }

    private Result run(String command, String data, String... more) {
        return command(command, data, List.of("--from", work.text("out/Reader.safetensors")), more);
    }

    private Result command(String command, String data, List<String> options, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command, work.text("reader.net"), "--data", work.text(data)));
        arguments.addAll(options);
        arguments.addAll(List.of(more));
        return work.run(arguments.toArray(String[]::new));
    }

    private static void assertFails(String message, Result result) {
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("netloom: " + message).hasLineCount(1);
    }

    private static double number(Map<String, Object> report, String key) {
        return ((Number) requireNonNull(report.get(key))).doubleValue();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Result result) throws Json.SyntaxException {
        assertThat(result.code()).as(result.err()).isZero();
        return (Map<String, Object>) requireNonNull(Json.parse(result.out().strip()));
    }
}
