package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.npy.NpyArray;
import org.netloom.runtime.internal.npy.NpzFile;

/** Files that commands read and write, as users have them. */
class DataFilesTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    private void npz(String name, Map<String, NpyArray> arrays) {
        NpzFile.write(work.path(name), new TreeMap<>(arrays), false);
    }

    private static NpyArray floats(long... shape) {
        int length = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (i * 7919 % 101) / 101f;
        }
        return NpyArray.of(values, shape);
    }

    private static NpyArray longs(int bound, long... shape) {
        int length = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        return NpyArray.of(
                IntStream.range(0, length).mapToLong(i -> i * 31L % bound).toArray(), shape);
    }

    /** Seven examples in batches of 2 and 3 leave one, as 13 do in batches of 2, 3, 4 and 6. */
    @ParameterizedTest
    @CsvSource({"7, 2, 4, 3", "7, 3, 4, 3", "13, 3, 5, 3", "13, 6, 7, 6", "9, 8, 9, none"})
    void theBatchThatIsAdvisedWorks(int examples, int batch, int advised, String leaves) {
        work.write("mlp.net", "net M { input(4) dense(5) bn relu dense(2) } train M { batch 2 epochs 1 }");
        npz(
                "m.npz",
                Map.of(
                        "x", floats(examples, 4),
                        "y", longs(2, examples),
                        "x_test", floats(4, 4),
                        "y_test", longs(2, 4)));
        Result refused = train("mlp.net", "m.npz", "--batch", String.valueOf(batch));
        assertThat(refused.err()).contains(String.format(Locale.ROOT, "; a batch of %d leaves %s", advised, leaves));
        Result trained = train("mlp.net", "m.npz", "--batch", String.valueOf(advised));
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    private Result train(String net, String data, String... more) {
        String[] first = {"train", work.text(net), "--data", work.text(data), "--checkpoint", work.text("ck")};
        String[] all = Arrays.copyOf(first, first.length + more.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return work.run(all);
    }

    @Test
    void predictAndRecalibrateReadNoLabels() {
        assertThat(train("tiny.net", "digits.npz", "--epochs", "1").code()).isZero();
        String checkpoint = work.text("ck/Tiny.safetensors");
        npz("without.npz", Map.of("x", floats(30, 8, 8)));
        npz("odd.npz", Map.of("x", floats(30, 8, 8), "y", floats(2)));
        for (String data : new String[] {"without.npz", "odd.npz"}) {
            Result predicted = work.run(
                    "predict",
                    work.text("tiny.net"),
                    "--from",
                    checkpoint,
                    "--data",
                    work.text(data),
                    "--out",
                    work.text("p.npz"));
            assertThat(predicted.code()).as(predicted.err()).isZero();
            Result recalibrated = work.run(
                    "recalibrate",
                    work.text("tiny.net"),
                    "--from",
                    checkpoint,
                    "--data",
                    work.text(data),
                    "--out",
                    work.text("r.safetensors"));
            assertThat(recalibrated.code()).as(recalibrated.err()).isZero();
        }
        Result evaluated =
                work.run("eval", work.text("tiny.net"), "--from", checkpoint, "--data", work.text("without.npz"));
        assertThat(evaluated.err())
                .isEqualTo("netloom: " + work.text("without.npz") + " holds the arrays x, where y is expected\n");
    }

    @Test
    void tokensTrainAndPredict() {
        work.write("tok.net", "net T { input(6) embed(20, 8) lstm(8) last dense(2) } train T { batch 8 epochs 1 }");
        work.write("seq.net", "net S { input(6) embed(20, 8) lstm(8) dense(20) } train S { batch 8 epochs 1 }");
        npz("tok.npz", Map.of("x", longs(20, 30, 6), "y", longs(2, 30)));
        npz("seq.npz", Map.of("x", longs(20, 30, 6), "y", longs(20, 30, 6)));
        Result one = train("tok.net", "tok.npz");
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.out()).contains("tok.npz: 27 training and 3 test examples of 6 tokens in 2 classes");
        Result all = train("seq.net", "seq.npz");
        assertThat(all.code()).as(all.err()).isZero();
        Result predicted = work.run(
                "predict",
                work.text("seq.net"),
                "--from",
                work.text("ck/S.safetensors"),
                "--data",
                work.text("seq.npz"),
                "--out",
                work.text("p.npz"));
        assertThat(predicted.code()).as(predicted.err()).isZero();
        npz("seq.npz", Map.of("x", longs(21, 30, 6), "y", longs(20, 30, 6)));
        assertThat(train("seq.net", "seq.npz").err())
                .contains("holds the token 20 (example ", "embed1 of S knows 20 tokens, 0 to 19");
    }

    /** A device is still one when everything that takes a file to write has written to it. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its devices are no files")
    void everyCommandWritesThroughALinkToADevice() throws IOException {
        Path link = Files.createSymbolicLink(work.path("null"), Path.of("/dev/null"));
        String tiny = work.text("tiny.net");
        String data = work.text("digits.npz");
        Result trained = train("tiny.net", "digits.npz", "--epochs", "1", "--log", link.toString());
        assertThat(trained.code()).as(trained.err()).isZero();
        String checkpoint = work.text("ck/Tiny.safetensors");
        for (Result result : new Result[] {
            work.run("draw", tiny, "-o", link.toString()),
            work.run("predict", tiny, "--from", checkpoint, "--data", data, "--out", link.toString()),
            work.run("recalibrate", tiny, "--from", checkpoint, "--data", data, "--out", link.toString()),
            work.run("stats", tiny, "--from", checkpoint, "--data", data, "--picture", link.toString())
        }) {
            assertThat(result.code()).as(result.err()).isZero();
        }
        assertThat(link).isSymbolicLink();
        assertThat(Files.isRegularFile(link)).isFalse();
        // Something stands where a checkpoint will: a link to another disk, say.
        Files.delete(work.path("ck/Tiny.safetensors"));
        Path elsewhere = work.path("elsewhere.safetensors");
        Files.createSymbolicLink(work.path("ck/Tiny.safetensors"), elsewhere);
        assertThat(train("tiny.net", "digits.npz", "--epochs", "1").code()).isZero();
        assertThat(work.path("ck/Tiny.safetensors")).isSymbolicLink();
        assertThat(elsewhere).isNotEmptyFile();
    }
}
