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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;

/** {@code netloom sweep}. */
class SweepCommandTest {
    private static final String WIDE = """
            net Wide(n = 2) { input(1,8,8) conv(n,3) bn sigmoid maxpool(2) flatten dense(3) }
            train Wide { optimizer sgd(lr = 0.5) batch 16 epochs 3 seed 7 }
            """;

    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
        work.write("wide.net", WIDE);
    }

    private Result sweep(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "sweep",
                work.text("wide.net"),
                "--data",
                work.text("digits.npz"),
                "--dir",
                work.text("out"),
                "--engine",
                "nd4j"));
        arguments.addAll(List.of(more));
        return work.run(arguments.toArray(String[]::new));
    }

    /** A command as it was printed, run in this process. */
    private Result follow(String text, String word) {
        String line = text.substring(text.indexOf("\n" + word) + 1)
                .lines()
                .findFirst()
                .orElseThrow();
        String command = line.substring(word.length()).strip().replaceFirst("^netloom ", "");
        return work.run(Arrays.stream(command.split(" (?=(?:[^']*'[^']*')*[^']*$)", -1))
                .map(word1 -> word1.replace("'", ""))
                .toArray(String[]::new));
    }

    @Test
    void theTableRanksWhatWasTriedAndItsCommandsGiveTheBestOneAgain() throws IOException {
        Result result = sweep(
                "--try", "optimizer=sgd(lr = 0.5), adam(lr = 0.01)", "--try", "P.n=2, 4", "--try", "lr=0.01, 0.2");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "digits.npz has no validation part: a tenth of the training examples is one (validation=0.1)\n")
                .contains(
                        "  rungs     8 to epoch 1, 2 to epoch 3\n", "rung 1: 8 to epoch 1\n", "rung 2: 2 to epoch 3\n")
                .containsPattern("rank +trial +optimizer +P.n +lr +epochs +train loss +val. loss +accuracy +images/s\n")
                .containsPattern(
                        "\n     1   00[1-8] +(sgd|adam)\\(lr = 0[.0-9]+\\) +[24] +0[.0-9]+ +3 +[0-9.]+ +[0-9.]+ +[0-9.]+ % +[0-9,.]+\n");
        String folder = result.out().replaceAll("(?s).*\ncheckpoint  ([^\n]*)\n.*", "$1");
        byte[] best = Files.readAllBytes(Path.of(folder));
        Result eval = follow(result.out(), "try next");
        assertThat(eval.code()).as(eval.err()).isZero();
        assertThat(eval.out()).contains("accuracy");
        String text = result.out()
                .replace(
                        "\ntrain       netloom train",
                        "\ntrain       netloom train --checkpoint " + work.text("again"));
        Result train = follow(text, "train       ");
        assertThat(train.code()).as(train.err()).isZero();
        assertThat(work.path("again/Wide.safetensors")).hasBinaryContent(best);
    }

    @Test
    void aCombinationThatDoesNotCompileIsShownAndTheOthersGoOn() {
        Result result = sweep("--try", "batch=16, 0", "--epochs", "1");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("  refused   002 batch=0: --set:1:7: batch must be at least 1 but is 0\n")
                .containsPattern("\n     2   002     0 +- +- +- +- +- +refused\n");
        assertFails(
                "none of the combinations can be trained; the first one because: --set:1:7: batch must be",
                work.run("sweep", work.text("wide.net"), "--try", "batch=0, -1", "--dir", work.text("none")));
    }

    @Test
    @SuppressWarnings("unchecked")
    void jsonIsOneObject() throws Exception {
        Result result = sweep("--try", "lr=0.1, 1e30", "--epochs", "1", "--by", "validation_loss", "--json");
        assertThat(result.out()).hasLineCount(1);
        Map<String, Object> object =
                (Map<String, Object>) requireNonNull(Json.parse(result.out().strip()));
        assertThat(object).containsOnlyKeys("net", "engine", "by", "trials", "train", "eval");
        assertThat(object).containsEntry("net", "Wide").containsEntry("by", "validation_loss");
        List<Map<String, Object>> trials = (List<Map<String, Object>>) requireNonNull(object.get("trials"));
        assertThat(trials).extracting(trial -> trial.get("trial")).containsExactly("001", "002");
        assertThat(trials).extracting(trial -> trial.get("state")).containsExactly("ended", "diverged");
        assertThat(trials.get(0)).containsEntry("settings", Map.of("lr", "0.1")).containsEntry("rank", 1L);
        assertThat(trials.get(0).get("validation_loss")).isInstanceOf(Double.class);
        assertThat(trials.get(1).get("validation_loss")).isNull();
        assertThat((String) trials.get(1).get("reason")).startsWith("diverged at step ");
    }

    /** Only what was not done is done. */
    @Test
    void theSameCommandOnceMoreShowsTheSameTable() {
        String[] command = {"--try", "lr=log(0.01, 1)", "--random", "3", "--epochs", "2"};
        Result first = sweep(command);
        Result second = sweep(command);
        assertThat(second.out()).doesNotContain(": train loss");
        String table = first.out().substring(first.out().indexOf("  rank"));
        assertThat(second.out()).endsWith(table);
        assertFails(
                work.text("out") + " has another sweep: random was 3 and is 4; name what it had, or another --dir",
                sweep("--try", "lr=log(0.01, 1)", "--random", "4", "--epochs", "2"));
    }

    @Test
    void numbersAreRankedByTheirLoss() {
        work.write("table.csv", table());
        work.write("line.net", "net Line { input(2) dense(1) }\ntrain Line { loss mse batch 16 epochs 2 }\n");
        Result result = work.run(
                "sweep",
                work.text("line.net"),
                "--data",
                work.text("table.csv") + "?target=y&task=numbers",
                "--try",
                "lr=0.001, 0.1",
                "--dir",
                work.text("lines"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).containsPattern("\n     1   002     0.1 ").contains("rmse");
    }

    private static String table() {
        StringBuilder table = new StringBuilder("a,b,y\n");
        for (int i = 0; i < 100; i++) {
            double a = Math.sin(i);
            double b = Math.cos(3 * i);
            table.append(a).append(',').append(b).append(',').append(2 * a - b).append('\n');
        }
        return table.toString();
    }

    @Test
    void misuseIsOneSentence() {
        assertFails("epochs cannot be tried: --epochs says how long all are trained", sweep("--try", "epochs=1, 2"));
        assertFails("data are tried, and --data names others: give one of them", sweep("--try", "data=glyphs, mnist"));
        assertFails("'lr' names nothing to try: a name and its choices are lr=0.1, 0.3", sweep("--try", "lr"));
        assertFails(
                "lr=log(0.1, 1.0) is a range, from which numbers are drawn: --random 20 draws 20 combinations",
                sweep("--try", "lr=log(0.1, 1)"));
        assertFails(
                "none of the combinations can be trained; the first one because: a learning rate is a number, and 'fast'",
                sweep("--try", "lr=fast, slow"));
    }

    private static void assertFails(String message, Result result) {
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("netloom: " + message)
                .endsWith("\n")
                .hasLineCount(1);
    }
}
