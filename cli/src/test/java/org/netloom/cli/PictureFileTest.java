package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.cli.Workplace.Result;

class PictureFileTest {
    @TempDir
    private Path directory;

    private Workplace work;

    @BeforeEach
    void prepare() {
        work = Workplace.in(directory);
    }

    @Test
    void aPngIsTheSvgWithTwiceAsManyPixels() throws IOException {
        draw("net.svg", 0);
        draw("net.PNG", 0);
        Matcher size = Pattern.compile("width=\"(\\d+)[^\"]*\" height=\"(\\d+)")
                .matcher(Files.readString(work.path("net.svg")));
        assertThat(size.find()).isTrue();
        BufferedImage image = ImageIO.read(work.path("net.PNG").toFile());
        assertThat(image.getWidth())
                .isBetween(2 * Integer.parseInt(size.group(1)), 2 * Integer.parseInt(size.group(1)) + 2);
        assertThat(image.getHeight())
                .isBetween(2 * Integer.parseInt(size.group(2)), 2 * Integer.parseInt(size.group(2)) + 2);
        // Boxes of several colors, letters and arrows: not an empty page, and a white one.
        Set<Integer> colors = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colors.add(image.getRGB(x, y));
            }
        }
        assertThat(colors).hasSizeGreaterThan(50).contains(0xffffffff);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xffffffff);
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.jpg", "net.pdf", "net.svg.gz"})
    void refusesWhatItCannotWrite(String name) {
        Result result = draw(name, 1);
        assertThat(result.err())
                .isEqualTo("netloom: cannot write %s: a picture is an .svg or a .png, not .%s\n"
                        .formatted(work.text(name), name.substring(name.lastIndexOf('.') + 1)));
        assertThat(work.path(name)).doesNotExist();
        Result stats = work.run(
                "stats",
                work.text("tiny.net"),
                "--from",
                "none.safetensors",
                "--data",
                "glyphs",
                "--picture",
                work.text(name));
        assertThat(stats.err()).contains("a picture is an .svg or a .png");
    }

    @Test
    void graphvizHasEndingsOfItsOwn() {
        assertThat(work.run("draw", work.text("tiny.net"), "--dot", "-o", work.text("net.gv"))
                        .code())
                .isZero();
        assertThat(work.path("net.gv")).content().startsWith("digraph");
        assertThat(work.run("draw", work.text("tiny.net"), "--dot", "-o", work.text("net.png"))
                        .err())
                .endsWith(
                        "net.png: --dot writes Graphviz' language, a .dot or a .gv; without it there is .svg and .png\n");
    }

    @Test
    void aNameWithoutEndingTakesSvg() {
        draw("net", 0);
        assertThat(work.path("net")).content().startsWith("<svg");
    }

    private Result draw(String name, int code) {
        Result result = work.run("draw", work.text("tiny.net"), "-o", work.text(name));
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        return result;
    }
}
