package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;

/** {@code train --set}. */
class TrainSettingsTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    private Result train(String file, String folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train", work.text(file), "--data", work.text("digits.npz"), "--checkpoint", work.text(folder)));
        arguments.addAll(List.of(more));
        return work.run(arguments.toArray(String[]::new));
    }

    private byte[] checkpoint(String folder) throws IOException {
        return Files.readAllBytes(work.path(folder + "/Tiny.safetensors"));
    }

    @Test
    void isWorthTheSameAsTheSameWordsInTheFile() throws IOException {
        work.write(
                "other.net",
                Workplace.TINY.replace("sgd(lr = 0.5)", "adam(lr = 0.01) schedule cosine(warmup = 1) clip norm(1.0)"));
        assertThat(train("other.net", "written").code()).isZero();
        Result set = train(
                "tiny.net",
                "set",
                "--set",
                "optimizer=adam(lr = 0.01)",
                "--set",
                "schedule=cosine(warmup = 1)",
                "--set",
                "clip=norm(1.0)");
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(checkpoint("set")).isEqualTo(checkpoint("written"));
    }

    @Test
    void anOptionOfItsOwnWins() {
        assertThat(train("tiny.net", "out", "--set", "batch=8", "--set", "seed=3", "--batch", "32")
                        .out())
                .contains("sgd(lr=0.5), batch 32, seed 3");
    }

    @Test
    void aMistakeIsShownWhereItIs() {
        Result result = train("tiny.net", "out", "--set", "optimizer=adma(lr = 0.01)");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("--set:1:11: error[train.unknown-optimizer]: there is no optimizer 'adma'\n")
                .contains("  1 | optimizer=adma(lr = 0.01)\n", "did you mean 'adam'?")
                .endsWith("netloom: 1 error\n");
        assertThat(work.path("out")).doesNotExist();
    }

    /** The file's own loss would be another number. */
    @Test
    void theCommandThatMeasuresHasTheLossThatWasSet() {
        String loss = "loss=cross_entropy(label_smoothing = 0.1)";
        Result result = train("tiny.net", "out", "--set", loss, "--set", "batch=8");
        assertThat(result.out()).contains("--set '" + loss + "' --held-out\n");
        assertThat(evalLoss("--set", loss)).isNotEqualTo(evalLoss());
        assertThat(result.out()).contains(evalLoss("--set", loss));
    }

    /** As it is printed. */
    private String evalLoss(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "eval",
                work.text("tiny.net"),
                "--from",
                work.text("out/Tiny.safetensors"),
                "--data",
                work.text("digits.npz"),
                "--held-out"));
        arguments.addAll(List.of(more));
        Result result = work.run(arguments.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isZero();
        return result.out().replaceAll("(?s).*: loss ([0-9.]+).*", "$1");
    }

    /** What is held out depends on the validation part, which eval cannot know from the file. */
    @Test
    void theCommandThatMeasuresDividesTheDataAlike() {
        Result result = train("tiny.net", "out", "--set", "validation=0.3");
        assertThat(result.out()).contains("--data '" + work.text("digits.npz") + "?validation=0.3' --held-out\n");
        Result measured = work.run(
                "eval",
                work.text("tiny.net"),
                "--from",
                work.text("out/Tiny.safetensors"),
                "--data",
                work.text("digits.npz") + "?validation=0.3",
                "--held-out");
        assertThat(measured.code()).as(measured.err()).isZero();
    }
}
