package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.internal.npy.NpyType;
import org.netloom.runtime.internal.npy.NpzFile;

/** train, eval and predict. */
class TrainingCommandsTest {
    private static final String[] KEYS = {
        "net",
        "engine",
        "epochs",
        "steps",
        "train_loss",
        "train_accuracy",
        "validation_loss",
        "validation_accuracy",
        "test_loss",
        "test_accuracy",
        "images_per_second",
        "seed",
        "checkpoint",
        "metrics"
    };

    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    @Test
    void trainEndsWithOneJsonObject() throws Exception {
        Result result = train("--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).endsWith("}\n").hasLineCount(1);
        Map<String, Object> report = object(result.out());
        assertThat(report.keySet()).containsExactly(KEYS);
        assertThat(report)
                .containsEntry("net", "Tiny")
                .containsEntry("engine", "nd4j")
                .containsEntry("epochs", 2L)
                .containsEntry("seed", 7L)
                .containsEntry("checkpoint", work.text("out/Tiny.safetensors"));
        assertThat((Double) report.get("images_per_second")).isPositive();
        assertThat(work.path("out/Tiny.safetensors")).isNotEmptyFile();
    }

    @Test
    void trainShowsWhatItDoes() {
        Result result = train();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("Tiny  " + work.text("tiny.net") + ", ")
                .contains("cross_entropy, sgd(lr=0.5), batch 16, seed 7")
                .containsPattern(" 1/2 +[0-9.]+ +[0-9.]+ % +[0-9.]+ +[0-9.]+ %")
                .contains(" 2/2 ")
                .contains("checkpoint  " + work.text("out/Tiny.safetensors"))
                .contains("netloom eval %s --from %s --data %s --held-out\n"
                        .formatted(work.text("tiny.net"), work.text("out/Tiny.safetensors"), work.text("digits.npz")));
    }

    @Test
    void tellsOfTheMetricsThatTheSectionNames() {
        Result result = train("--set", "metrics=top(2) f1 confusion");
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .containsPattern("\n +top2 [0-9.]+ %, f1 [0-9.]+ %\n")
                .containsPattern("\n  is, said +0 +1 +2\n  0 +[0-9]+ +[0-9]+ +[0-9]+\n  1 ");
        assertThat(train().out()).doesNotContain("top2", "is, said");
        assertTrainFails("rmse is no metric of outputs that say a class;", "--set", "metrics=rmse");
    }

    @Test
    void theSameCommandGivesTheSameBits() throws Exception {
        Result first = train("--json", "--log", work.text("first.jsonl"));
        byte[] checkpoint = Files.readAllBytes(work.path("out/Tiny.safetensors"));
        Result second = train("--json", "--log", work.text("second.jsonl"));
        assertThat(Files.readAllLines(work.path("first.jsonl"))).hasSizeGreaterThan(5);
        assertThat(lossesAndNorms("second.jsonl")).isEqualTo(lossesAndNorms("first.jsonl"));
        assertThat(work.path("out/Tiny.safetensors")).hasBinaryContent(checkpoint);
        for (String key : KEYS) {
            if (!key.equals("images_per_second")) {
                assertThat(object(second.out()).get(key))
                        .isEqualTo(object(first.out()).get(key));
            }
        }
    }

    /** All but what the clock says. */
    private List<String> lossesAndNorms(String log) throws IOException {
        return Files.readAllLines(work.path(log)).stream()
                .map(line -> line.replaceAll("\"(images_per_second|seconds)\":[^,}]*", ""))
                .toList();
    }

    /** What is asked of the data is kept in the checkpoint where it holds for other commands, too. */
    @Test
    void aValidationPartGuidesAndTheTestPartIsMeasuredOnce() throws Exception {
        Result result = train("--data", work.text("digits.npz") + "?test=0.2&validation=0.3&split_seed=5");
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("45 training, 27 validation and 18 test examples")
                .containsPattern("epoch +train loss +accuracy +val. loss +accuracy")
                .containsPattern(
                        "test +loss [0-9.]+, accuracy [0-9.]+ % on 18 examples, which nothing has looked at before");
        Map<String, Object> report =
                object(train("--json", "--data", work.text("digits.npz") + "?test=0.2&validation=0.3&split_seed=5")
                        .out());
        assertThat((Double) report.get("validation_loss")).isPositive();
        assertThat(report.get("validation_loss")).isNotEqualTo(report.get("test_loss"));
        assertThat(object(train("--json").out()).get("validation_loss")).isNull();
    }

    @Test
    void evalFindsWhatTrainingReported() throws Exception {
        Map<String, Object> trained =
                object(train("--json", "--dtype", "double").out());
        // Of a file without a test part training holds a tenth out, and learns from the others.
        Result result = work.run(
                "eval",
                work.text("tiny.net"),
                "--from",
                work.text("out/Tiny.safetensors"),
                "--data",
                work.text("digits.npz"),
                "--held-out",
                "--json",
                "--dtype",
                "double");
        assertThat(result.code()).as(result.err()).isZero();
        Map<String, Object> evaluated = object(result.out());
        assertThat(evaluated).containsEntry("net", "Tiny").containsEntry("examples", 9L);
        assertThat(evaluated.get("test_loss")).isEqualTo(trained.get("test_loss"));
        assertThat(evaluated.get("test_accuracy")).isEqualTo(trained.get("test_accuracy"));
        Result text = work.run(
                "eval",
                work.text("tiny.net"),
                "--from",
                work.text("out/Tiny.safetensors"),
                "--data",
                work.text("digits.npz"));
        assertThat(text.out())
                .startsWith("Tiny on 90 examples of digits.npz: loss ")
                .contains("accuracy");
    }

    @Test
    void theCheckpointOfAnEarlierRunIsKept() throws IOException {
        train();
        byte[] first = Files.readAllBytes(work.path("out/Tiny.safetensors"));
        Result second = train("--seed", "8");
        assertThat(second.out())
                .contains("Tiny.safetensors of an earlier run is " + work.text("out/Tiny.1.safetensors") + " now\n");
        assertThat(work.path("out/Tiny.1.safetensors")).hasBinaryContent(first);
        byte[] other = Files.readAllBytes(work.path("out/Tiny.safetensors"));
        assertThat(other).isNotEqualTo(first);

        Result third = train("--overwrite", "--json");
        assertThat(third.err()).doesNotContain("earlier run");
        assertThat(work.path("out/Tiny.2.safetensors")).doesNotExist();
        assertThat(work.path("out/Tiny.safetensors")).hasBinaryContent(first);

        // A run that comes to no checkpoint leaves everything as it is.
        assertTrainFails("training stopped at step ", "--lr", "1e30");
        assertThat(work.path("out/Tiny.safetensors")).hasBinaryContent(first);
        assertThat(work.path("out/Tiny.2.safetensors")).doesNotExist();
    }

    @Test
    void whatTrainSuggestsHasTheOptionsThatItsCheckpointNeeds() {
        work.write("wide.net", "net Wide(n = 3) { input(1,8,8) flatten dense(n) }\n");
        Result result = work.run(
                "train",
                work.text("wide.net"),
                "-P",
                "n=4",
                "--imports-from",
                work.text(""),
                "--engine",
                "nd4j",
                "--dtype",
                "double",
                "--data",
                work.text("digits.npz"),
                "--steps",
                "1",
                "--checkpoint",
                work.text("out"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().replaceAll("\\s+", " "))
                .contains(" -P n=4 --imports-from " + work.text("") + " --engine nd4j --dtype double --from ");
    }

    @Test
    void initFromGoesOnWhereACheckpointStopped() throws Exception {
        Map<String, Object> first = object(train("--json", "--epochs", "6").out());
        Files.move(work.path("out/Tiny.safetensors"), work.path("start.safetensors"));
        Map<String, Object> second =
                object(train("--json", "--epochs", "1", "--init-from", work.text("start.safetensors"))
                        .out());
        Map<String, Object> afresh = object(train("--json", "--epochs", "1").out());
        assertThat(number(second, "train_loss"))
                .isLessThan(number(first, "train_loss") * 1.2)
                .isLessThan(number(afresh, "train_loss") * 0.8);
    }

    /** The moving mean of the checkpoint holds for its weights, whichever way the next training estimates it. */
    @Test
    void initFromTakesStatisticsOverToAnotherEstimator() throws Exception {
        String[] estimators = {"ema", "projected", "kalman(control = true)"};
        for (String from : estimators) {
            work.write("tiny.net", Workplace.TINY.replace("epochs 2", "epochs 2 recalibrate 0 stats " + from));
            Map<String, Object> trained = object(train("--json").out());
            String checkpoint = work.text("out/Tiny.safetensors");
            for (String to : estimators) {
                work.write("tiny.net", Workplace.TINY.replace("epochs 2", "epochs 2 recalibrate 0 stats " + to));
                Map<String, Object> evaluated = object(work.run(
                                "eval",
                                work.text("tiny.net"),
                                "--from",
                                checkpoint,
                                "--data",
                                work.text("digits.npz"),
                                "--held-out",
                                "--json")
                        .out());
                // The offset that takes the mean over rounds once more, in float.
                assertThat(number(evaluated, "test_loss"))
                        .as("%s to %s", from, to)
                        .isCloseTo(number(trained, "test_loss"), Offset.offset(1e-5));
                Map<String, Object> second = object(
                        train("--json", "--epochs", "1", "--init-from", checkpoint, "--checkpoint", work.text("next"))
                                .out());
                assertThat(number(second, "train_loss"))
                        .as("%s to %s", from, to)
                        .isLessThan(number(trained, "train_loss"));
            }
        }
    }

    /** One epoch and then another are two epochs, to the last byte of the checkpoint. */
    @Test
    void resumeGoesOn() throws IOException {
        assertThat(train().code()).isZero();
        byte[] whole = Files.readAllBytes(work.path("out/Tiny.safetensors"));
        assertThat(train("--epochs", "1", "--checkpoint", work.text("parts")).code())
                .isZero();
        String half = work.text("parts/Tiny.safetensors");
        Result second = train("--resume", half, "--checkpoint", work.text("parts"));
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(Arrays.mismatch(Files.readAllBytes(work.path("parts/Tiny.safetensors")), whole))
                .isEqualTo(-1);

        Result other = train("--resume", half, "--batch", "7");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("cannot go on: batch was ", " and is 7; name what it had,");
        assertThat(train("--resume", half, "--init-from", half).err()).contains("give one of them");
        work.write("tiny.net", Workplace.TINY.replaceFirst("relu|sigmoid|tanh", "gelu"));
        assertThat(train("--resume", half).err()).contains("cannot go on: the network was ", "gelu");
    }

    /** The layers before the head stay what they were, and the head is of its own size. */
    @Test
    void aNetWithAnotherHeadTakesOverTheRest() throws IOException {
        assertThat(train().code()).isZero();
        String checkpoint = work.text("out/Tiny.safetensors");
        work.write("wide.net", Workplace.TINY.replace("dense(3)", "dense(5)"));
        String[] common = {
            "train",
            work.text("wide.net"),
            "--data",
            work.text("digits.npz"),
            "--steps",
            "2",
            "--checkpoint",
            work.text("head")
        };
        Result result = work.run(with(common, "--transfer-from", checkpoint, "--freeze", "conv1", "--freeze", "bn*"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "taken over: conv1, bn1 (5 of 7 arrays)\n",
                        "begin afresh: dense1.weight [5, 36] (checkpoint: [3, 36]), dense1.bias [5] (checkpoint: [3])\n",
                        "freeze conv1, freeze bn*");
        assertThat(work.run(with(common, "--transfer-from", checkpoint, "--init-from", checkpoint))
                        .err())
                .contains("give one of them");
        assertThat(work.run(with(common, "--freeze", "dense9")).err())
                .contains(
                        "freeze \"dense9\": no layer of Tiny that has parameters is called so; they are conv1, bn1, dense1");
        work.write("other.net", "net Other { input(1,8,8) flatten dense(7) dense(9) }\n");
        Result nothing = work.run(
                "train", work.text("other.net"), "--data", work.text("digits.npz"), "--transfer-from", checkpoint);
        assertThat(nothing.code()).isEqualTo(1);
        assertThat(nothing.err()).contains("nothing of ", " fits the network Other: dense1.weight [7, 64]");
    }

    private static String[] with(String[] common, String... more) {
        return Stream.of(common, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    @Test
    void predictWritesLogitsAndClasses() {
        train();
        Result result = work.run(
                "predict",
                work.text("tiny.net"),
                "--from",
                work.text("out/Tiny.safetensors"),
                "--data",
                work.text("digits.npz"),
                "--out",
                work.text("p.npz"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        try (NpzFile npz = NpzFile.open(work.path("p.npz"))) {
            assertThat(npz.read("logits").type()).isEqualTo(NpyType.FLOAT32);
            assertThat(npz.read("logits").shape()).isEqualTo(List.of(90L, 3L));
            assertThat(npz.read("class").type()).isEqualTo(NpyType.INT64);
            assertThat(npz.read("class").shape()).isEqualTo(List.of(90L));
        }
    }

    @Test
    void asksWhichOfSeveralNets() {
        work.write("two.net", Workplace.TINY + "net Other { input(1,8,8) flatten dense(3) }\n");
        assertFails(
                "there are 2 nets in %s: choose one with --net, Tiny or Other\n".formatted(work.text("two.net")),
                "train",
                work.text("two.net"));
        assertFails(
                "there is no net Third in %s, which has Tiny, Other\n".formatted(work.text("two.net")),
                "train",
                work.text("two.net"),
                "--net",
                "Third");
        Result chosen = work.run(
                "train",
                work.text("two.net"),
                "--net",
                "Other",
                "--data",
                work.text("digits.npz"),
                "--steps",
                "2",
                "--checkpoint",
                work.text("out"));
        assertThat(chosen.code()).as(chosen.err()).isZero();
        assertThat(chosen.out()).contains("--net Other");
        assertThat(work.path("out/Other.safetensors")).isNotEmptyFile();
    }

    @Test
    void aFailureIsOneSentenceAndLeavesTheCheckpoint() throws IOException {
        train();
        Path checkpoint = work.path("out/Tiny.safetensors");
        byte[] good = Files.readAllBytes(checkpoint);

        assertTrainFails("training stopped at step ", "--lr", "1e30");
        assertTrainFails("there are no data fashion_mnits, did you mean fashion_mnist?", "--data", "fashion_mnits");
        assertTrainFails("", "--data", "glyphs");
        assertTrainFails("cannot write checkpoints to ", "--checkpoint", work.text("digits.npz"));
        assertTrainFails("cannot write ", "--log", work.text("digits.npz/log.jsonl"));
        assertTrainFails("", "--init-from", work.text("missing.safetensors"));
        assertTrainFails("", "--init-from", work.text("digits.npz"));

        byte[] corrupt = good.clone();
        corrupt[9] ^= 0x55;
        Files.write(work.path("corrupt.safetensors"), corrupt);
        assertTrainFails("", "--init-from", work.text("corrupt.safetensors"));

        work.write("other.net", "net Other { input(1,8,8) conv(5,3) bn sigmoid flatten dense(3) }\n");
        assertFails(
                checkpoint + " (of the network Tiny) does not fit the network Other: ",
                "eval",
                work.text("other.net"),
                "--from",
                checkpoint.toString(),
                "--data",
                work.text("digits.npz"));
        assertFails(
                "cannot write ",
                "predict",
                work.text("tiny.net"),
                "--from",
                checkpoint.toString(),
                "--data",
                work.text("digits.npz"),
                "--out",
                directory.toString());
        assertThat(checkpoint).hasBinaryContent(good);
    }

    @Test
    void anErrorInTheFileIsShownBeforeAnythingElse() {
        work.write("bad.net", "net Bad { input(1,8,8) dense(3) }\n");
        Result result = work.run("train", work.text("bad.net"), "--data", "no such data");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("bad.net:1:").endsWith("netloom: 1 error\n");
    }

    private Result train(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train", work.text("tiny.net"), "--data", work.text("digits.npz"), "--checkpoint", work.text("out")));
        // The last of two equal options would be an error, so a test's own replaces the one above.
        for (String option : more) {
            int at = arguments.indexOf(option);
            if (at >= 0 && option.startsWith("--")) {
                arguments.remove(at);
                arguments.remove(at);
            }
        }
        arguments.addAll(List.of(more));
        return work.run(arguments.toArray(String[]::new));
    }

    private void assertTrainFails(String message, String... more) {
        assertOneSentence(message, train(more));
    }

    private void assertFails(String message, String... arguments) {
        assertOneSentence(message, work.run(arguments));
    }

    private static void assertOneSentence(String message, Result result) {
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("netloom: " + message)
                .endsWith("\n")
                .hasLineCount(1);
        assertThat(result.err()).doesNotContain("an error of netloom itself");
    }

    private static double number(Map<String, Object> report, String key) {
        return ((Number) requireNonNull(report.get(key))).doubleValue();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String json) throws Json.SyntaxException {
        return (Map<String, Object>) requireNonNull(Json.parse(json.strip()));
    }
}
