package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.train.LoggedRun;

/** What train leaves of how it went, plot, and training with several seeds. */
class TrainingLogsTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    private Result train(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train", work.text("tiny.net"), "--data", work.text("digits.npz"), "--checkpoint", work.text("out")));
        arguments.addAll(List.of(more));
        return work.run(arguments.toArray(String[]::new));
    }

    private void assertFails(String message, Result result) {
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("netloom: " + message)
                .hasLineCount(1)
                .doesNotContain("an error of netloom itself");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String json) throws Json.SyntaxException {
        return (Map<String, Object>) requireNonNull(Json.parse(json.strip()));
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(work.path(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void plotDrawsLogsOverOneAnother() throws IOException {
        assertThat(train("--log", work.text("seven.jsonl")).code()).isZero();
        assertThat(train("--log", work.text("eight.jsonl"), "--seed", "8").code())
                .isZero();
        Result svg =
                work.run("plot", work.text("seven.jsonl"), work.text("eight.jsonl"), "-o", work.text("curves.svg"));
        assertThat(svg.code()).as(svg.err()).isZero();
        assertThat(svg.err()).isEqualTo("wrote " + work.text("curves.svg") + "\n");
        assertThat(work.path("curves.svg")).content().contains(">seven<", ">eight<", ">loss<", ">accuracy<");
        Result png = work.run("plot", work.text("seven.jsonl"), "--log-scale", "-o", work.text("curves.png"));
        assertThat(png.code()).as(png.err()).isZero();
        assertThat(ImageIO.read(work.path("curves.png").toFile()).getWidth()).isEqualTo(2 * 780);
    }

    @Test
    void plotLeavesTheBrokenLineOfAKilledTrainingOutAndSaysSo() throws IOException {
        work.write("killed.jsonl", "{\"step\":1,\"epoch\":1,\"loss\":2.5}\n{\"step\":2,\"ep");
        Result result = work.run("plot", work.text("killed.jsonl"), "-o", work.text("curves.svg"));
        assertThat(result.code()).isZero();
        assertThat(result.err()).startsWith(work.text("killed.jsonl") + ": 1 line is broken off and left out\n");
    }

    @Test
    void plotRefusesInOneSentence() {
        String out = work.text("curves.svg");
        assertFails(
                work.text("tiny.net") + " is no log of a training: line 1 is no JSON object",
                work.run("plot", work.text("tiny.net"), "-o", out));
        work.write("empty.jsonl", "");
        assertFails(
                work.text("empty.jsonl") + " has no step of a training",
                work.run("plot", work.text("empty.jsonl"), "-o", out));
        assertFails("cannot read ", work.run("plot", work.text("missing.jsonl"), "-o", out));
        assertFails(
                "cannot write " + work.text("curves.gif") + ": a picture is an .svg or a .png, not a .gif",
                work.run("plot", work.text("missing.jsonl"), "-o", work.text("curves.gif")));
        assertThat(work.path("curves.svg")).doesNotExist();
    }

    @Test
    void tensorBoardHasItsFile() throws IOException {
        assertThat(train("--tensorboard", work.text("tb"), "--log", work.text("log.jsonl"))
                        .code())
                .isZero();
        assertThat(names("tb")).hasSize(1).first().asString().startsWith("events.out.tfevents.");
        assertThat(work.path("log.jsonl")).isNotEmptyFile();
        assertFails("cannot write events to ", train("--tensorboard", work.text("tiny.net")));
    }

    @Test
    void severalSeedsHaveALineEachAndAMean() throws Exception {
        Result result = train(
                "--seeds", "3", "--log", work.text("log.jsonl"), "--tensorboard", work.text("tb"), "--seed", "40");
        assertThat(result.err()).isEmpty();
        String figures = " +test loss [0-9.e-]+, accuracy [0-9.]+ %\n";
        assertThat(result.out())
                .contains(", seeds 40 to 42")
                .containsPattern("seed 40" + figures + "seed 41" + figures + "seed 42" + figures)
                .containsPattern("mean of 3 +test loss [0-9.e-]+ \\+/- [0-9.e-]+, accuracy [0-9.]+ % \\+/- [0-9.]+ %\n")
                .doesNotContain("epoch   train loss");
        assertThat(names("out")).containsExactly("seed-40", "seed-41", "seed-42");
        assertThat(names("tb")).containsExactly("seed-40", "seed-41", "seed-42");
        for (int seed = 40; seed < 43; seed++) {
            assertThat(work.path("out/seed-" + seed + "/Tiny.safetensors")).isNotEmptyFile();
            assertThat(LoggedRun.read(work.path("log-" + seed + ".jsonl")).epochs())
                    .hasSize(2);
        }
        assertThat(work.path("log.jsonl")).doesNotExist();
    }

    @Test
    void severalSeedsAreOneJsonObject() throws Exception {
        String split = work.text("digits.npz") + "?test=0.2&validation=0.3";
        Result result = work.run(
                "train",
                work.text("tiny.net"),
                "--data",
                split,
                "--checkpoint",
                work.text("out"),
                "--seeds",
                "2",
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        Map<String, Object> report = object(result.out());
        assertThat(report.keySet())
                .containsExactly(
                        "runs", "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "stopped");
        List<?> runs = (List<?>) requireNonNull(report.get("runs"));
        assertThat(runs).hasSize(2);
        double first = number(runs.get(0), "validation_loss");
        double second = number(runs.get(1), "validation_loss");
        assertThat(second).isNotEqualTo(first);
        assertThat(number(report.get("validation_loss"), "mean")).isCloseTo((first + second) / 2, within(1e-14));
        assertThat(number(report.get("validation_loss"), "standard_deviation"))
                .isCloseTo(Math.abs(first - second) / Math.sqrt(2), within(1e-14));
        assertThat(report.get("stopped")).isEqualTo(false);

        // Each is the training that its seed has by itself.
        Map<String, Object> alone = object(work.run(
                        "train",
                        work.text("tiny.net"),
                        "--data",
                        split,
                        "--checkpoint",
                        work.text("alone"),
                        "--seed",
                        "8",
                        "--json")
                .out());
        assertThat(alone.get("validation_loss")).isEqualTo(second);
    }

    private static double number(@Nullable Object object, String key) {
        return ((Number) requireNonNull(((Map<?, ?>) requireNonNull(object)).get(key))).doubleValue();
    }

    @Test
    void severalSeedsRefuseWhatIsOneTraining() {
        assertFails("a mean with its standard deviation takes 2 seeds or more, not 1", train("--seeds", "1"));
        assertFails("a mean with its standard deviation takes 2 seeds or more, not -3", train("--seeds", "-3"));
        assertFails(
                "--resume goes on with one training, and --seeds are several: give one of them",
                train("--seeds", "2", "--resume", work.text("a.safetensors")));
        assertFails("with seed 7 training stopped at step ", train("--seeds", "2", "--lr", "1e30"));
        assertThat(train("--seeds", "two").code()).isEqualTo(2);
    }
}
