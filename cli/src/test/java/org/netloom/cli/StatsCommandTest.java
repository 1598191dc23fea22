package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;

/** stats, on a net whose moving statistics have seen eight batches, and are still near 0 and 1. */
class StatsCommandTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void train() {
        work = Workplace.in(directory);
        work.write("tiny.net", Workplace.TINY.replace("epochs 2", "epochs 2 stats ema"));
        Result result = work.run(
                "train",
                work.text("tiny.net"),
                "--data",
                work.text("digits.npz"),
                "--checkpoint",
                work.text("out"),
                "--steps",
                "8",
                "--lr",
                "1",
                "--recalibrate",
                "0");
        assertThat(result.code()).as(result.err()).isZero();
    }

    @Test
    void theAlarmTellsTheWayOut() throws Exception {
        byte[] checkpoint = Files.readAllBytes(work.path("out/Tiny.safetensors"));
        Result before = stats("--data", work.text("digits.npz"));
        assertThat(before.code()).as(before.err()).isZero();
        assertThat(before.err()).isEmpty();
        assertThat(work.path("out/Tiny.safetensors")).hasBinaryContent(checkpoint);
        String command = "netloom recalibrate %s --from %s --data %s"
                .formatted(work.text("tiny.net"), work.text("out/Tiny.safetensors"), work.text("digits.npz"));
        assertThat(before.out())
                .contains("80 training examples of digits.npz in batches of 16")
                .containsPattern("  bn1 +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+   ALARM\n")
                .containsPattern("\n  conv1 +36 +[0-9.e-]+ +[0-9.e-]+\n")
                .containsPattern("\n  dense1 +111 +[0-9.e-]+ +[0-9.e-]+\n")
                .contains("ALARM: the moving statistics of bn1 are far from")
                .endsWith("Estimate them afresh:\n  " + command + "\n");

        String[] words = command.split(" ", -1);
        Result recalibrated = work.run(List.of(words).subList(1, words.length).toArray(String[]::new));
        assertThat(recalibrated.code()).as(recalibrated.err()).isZero();
        assertThat(stats("--data", work.text("digits.npz")).out())
                .contains("drift of")
                .doesNotContain("ALARM");
    }

    @Test
    void jsonHasEverything() throws Exception {
        Result result = stats("--json", "--data", work.text("digits.npz"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).hasLineCount(1);
        Map<String, Object> report = object(result.out());
        assertThat(report)
                .containsEntry("net", "Tiny")
                .containsEntry("examples", 80L)
                .containsEntry("batch", 16L)
                .containsEntry("alarms", List.of("bn1"))
                .containsEntry("alarming_mean", 3 / Math.sqrt(80));
        assertThat((String) report.get("way_out")).startsWith("netloom recalibrate ");
        Map<String, Object> bn1 = list(report.get("batch_norms")).get(0);
        assertThat(bn1).containsEntry("layer", "bn1").containsEntry("alarm", true);
        assertThat(list(bn1.get("channels")))
                .hasSize(4)
                .allSatisfy(channel -> assertThat(channel.keySet())
                        .containsExactly(
                                "channel",
                                "gamma",
                                "beta",
                                "moving_mean",
                                "moving_variance",
                                "batch_mean",
                                "batch_variance",
                                "mean_drift",
                                "variance_ratio",
                                "dead"));
        assertThat(list(report.get("layers")))
                .extracting(layer -> layer.get("name"))
                .containsExactly("conv1", "bn1", "dense1");
    }

    @Test
    void withoutDataThereAreTheParameters() throws Exception {
        Map<String, Object> report = object(stats("--json").out());
        assertThat(report).containsEntry("data", null).containsEntry("layers", List.of());
        Result text = stats();
        assertThat(text.out()).contains("moving variance").doesNotContain("drift", "gradient", "dead");
    }

    /** The equal of {@code net[1].gamma, net[1].beta}: what is printed is what the checkpoint holds. */
    @Test
    void aLayersChannelsCanBeCopied() throws Exception {
        Result text = stats("--layer", "bn1", "--data", work.text("digits.npz"));
        assertThat(text.out()).contains("batch mean").containsPattern("\n +3 +[-0-9.]+ +[-0-9.]+ ");
        Map<String, Object> bn1 =
                list(object(stats("--json").out()).get("batch_norms")).get(0);
        for (String name : List.of("gamma", "beta")) {
            List<Float> printed = new ArrayList<>();
            String line = text.out()
                    .lines()
                    .filter(candidate -> candidate.startsWith("bn1." + name + " = ["))
                    .findFirst()
                    .orElseThrow();
            for (String number :
                    line.substring(line.indexOf('[') + 1, line.length() - 1).split(", ", -1)) {
                printed.add(Float.parseFloat(number));
            }
            List<Float> held = list(bn1.get("channels")).stream()
                    .map(channel -> ((Number) requireNonNull(channel.get(name))).floatValue())
                    .toList();
            assertThat(printed).isEqualTo(held).hasSize(4);
        }
        assertThat(object(stats("--layer", "bn1", "--json").out())).containsKey("batch_norms");
    }

    @Test
    void drawsAPicture() {
        Result result = stats("--data", work.text("digits.npz"), "--picture", work.text("steps.svg"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).isEqualTo("wrote " + work.text("steps.svg") + "\n");
        assertThat(work.path("steps.svg"))
                .content()
                .startsWith("<svg ")
                .contains(">conv1<")
                .endsWith("</svg>\n");
    }

    @Test
    void aFailureIsOneSentence() {
        assertFails("Tiny has no batch normalization bn9; it has bn1", stats("--layer", "bn9"));
        assertFails(
                "the picture shows gradients, which need data: add --data SPEC",
                stats("--picture", work.text("steps.svg")));
        assertFails("", stats("--data", "glyphs"));
        work.write("plain.net", "net Plain { input(1,8,8) conv(4,3) relu flatten dense(3) }\n");
        Result trained = work.run(
                "train",
                work.text("plain.net"),
                "--data",
                work.text("digits.npz"),
                "--checkpoint",
                work.text("out"),
                "--steps",
                "1");
        assertThat(trained.code()).as(trained.err()).isZero();
        String[] plain = {"stats", work.text("plain.net"), "--from", work.text("out/Plain.safetensors")};
        assertFails("Plain has no batch normalization to look at; with data there are its gradients", work.run(plain));
        assertFails(
                work.text("out/Tiny.safetensors") + " (of the network Tiny) does not fit the network Plain: ",
                work.run("stats", work.text("plain.net"), "--from", work.text("out/Tiny.safetensors")));
        Result gradients = work.run("stats", plain[1], plain[2], plain[3], "--data", work.text("digits.npz"));
        assertThat(gradients.code()).as(gradients.err()).isZero();
        assertThat(gradients.out()).contains("conv1", "dense1").doesNotContain("gamma", "drift");
    }

    private Result stats(String... more) {
        List<String> words =
                new ArrayList<>(List.of("stats", work.text("tiny.net"), "--from", work.text("out/Tiny.safetensors")));
        words.addAll(List.of(more));
        return work.run(words.toArray(String[]::new));
    }

    private static void assertFails(String message, Result result) {
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).startsWith("netloom: " + message).hasLineCount(1);
        assertThat(result.err()).doesNotContain("an error of netloom itself");
        assertThat(result.out()).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(@Nullable Object value) {
        return (List<Map<String, Object>>) requireNonNull(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(String json) throws Json.SyntaxException {
        return (Map<String, Object>) requireNonNull(Json.parse(json.strip()));
    }
}
