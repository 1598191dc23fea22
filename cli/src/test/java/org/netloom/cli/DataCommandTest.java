package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
    void showsWhatATrainSectionMakesOfImages() throws Exception {
        work.write("flips.net", "net A { input(1,8,8) flatten dense(3) }\ntrain A { augment { flip(p=1) } }\n");
        work.write("plain.net", "net A { input(1,8,8) flatten dense(3) }\n");
        String sheet = work.path("sheet.svg").toString();
        String data = work.text("digits.npz");
        Result result = work.run("data", data, "--augment", work.text("flips.net"), "--picture", sheet);
        assertThat(result.code()).as(result.err()).isZero();
        String svg = Files.readString(Path.of(sheet));
        assertThat(svg).contains(">the first of each class, and behind it flip(horizontal, p=1.0)<");
        // Of each of three classes an image, and nine times the same one mirrored.
        List<String> images = Pattern.compile("base64,([^\"]+)")
                .matcher(svg)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(images).hasSize(30);
        for (int row = 0; row < 30; row += 10) {
            assertThat(images.subList(row + 1, row + 10))
                    .containsOnly(images.get(row + 1))
                    .doesNotContain(images.get(row));
        }
        assertThat(work.run("data", data, "--augment", work.text("flips.net")).err())
                .contains("--augment shows in a picture what becomes of images: give --picture F.svg, too");
        assertThat(work.run("data", data, "--augment", work.text("plain.net"), "--picture", sheet)
                        .err())
                .contains("plain.net augments nothing; its train section has no augment { … }");
        assertThat(work.run("data", data, "--net", "A", "--picture", sheet).err())
                .contains("--net names a net of the file of --augment: give --augment FILE.net, too");
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
