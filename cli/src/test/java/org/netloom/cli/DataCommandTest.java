package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.cli.Workplace.Result;
import org.netloom.runtime.internal.io.Json;

/** data, on 90 images of three classes. */
class DataCommandTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    @Test
    void describesClassesAndRanges() {
        Result result = work.run("data", work.text("digits.npz") + "?test=0.2");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("digits.npz  inputs of 1x8x8\n")
                .containsPattern("training +72 +[0-9.e-]+ +0\\.[0-9]+ +0\\.[0-9]+ +[01]\\.[0-9]+\n")
                .containsPattern("test +18 ")
                .containsPattern("\n  2 +[0-9]+ +[0-9]+  ={5,}\n")
                .containsPattern("most frequent class is right in [0-9.]+ % of the test part")
                .endsWith("Nothing looks wrong.\n");
    }

    @Test
    void writesJsonAndASheet() throws Exception {
        Path sheet = work.path("sheet.svg");
        Result result = work.run("data", work.text("digits.npz"), "--json", "--picture", sheet.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).hasLineCount(1);
        Map<?, ?> object = (Map<?, ?>) requireNonNull(Json.parse(result.out()));
        assertThat(object.keySet())
                .extracting(Object::toString)
                .containsExactly("data", "shape", "tokens", "classes", "targets", "columns", "parts", "findings");
        assertThat(Files.readString(sheet))
                .contains("data:image/png;base64,")
                .contains(">digits.npz, 81 training examples<");
    }

    @Test
    void refusesWhatIsNoDataAndNoPicture() {
        Result missing = work.run("data", "no-such.npz");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err())
                .startsWith("netloom: there is no file or directory no-such.npz")
                .hasLineCount(1);
        Result picture = work.run("data", work.text("digits.npz"), "--picture", "sheet.gif");
        assertThat(picture.code()).isEqualTo(1);
        assertThat(picture.err()).contains("a picture is an .svg or a .png, not a .gif");
        Result option = work.run("data", work.text("digits.npz") + "?tets=0.2");
        assertThat(option.err()).contains("has no option 'tets', did you mean 'test'?");
    }
}
