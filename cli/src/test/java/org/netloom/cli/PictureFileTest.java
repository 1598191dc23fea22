package org.netloom.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @ParameterizedTest
    @ValueSource(strings = {"net.jpg", "net.pdf", "net.svg.gz"})
    void refusesWhatItCannotWrite(String name) {
        Result result = draw(name, 1);
        assertThat(result.err())
                .isEqualTo("netloom: cannot write %s: a picture is an .svg or a .png, not a .%s\n"
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
                        "net.png: --dot writes Graphviz' language, a .dot or a .gv; without it there are .svg and .png\n");
    }

    @Test
    void aNameWithoutEndingTakesSvg() {
        draw("net", 0);
        assertThat(work.path("net")).content().startsWith("<svg");
    }

    /** The same picture, drawn: twice as wide and high, and what is not white are its boxes and letters. */
    @Test
    void aPngIsTheSvgDrawn() throws IOException {
        draw("net.svg", 0);
        draw("net.png", 0);
        String svg = Files.readString(work.path("net.svg"));
        Matcher size =
                Pattern.compile("width=\"([0-9.]+)\" height=\"([0-9.]+)\"").matcher(svg);
        assertThat(size.find()).isTrue();
        BufferedImage image = requireNonNull(ImageIO.read(work.path("net.png").toFile()));
        assertThat(image.getWidth()).isEqualTo((int) Math.ceil(2 * Double.parseDouble(size.group(1))));
        assertThat(image.getHeight()).isEqualTo((int) Math.ceil(2 * Double.parseDouble(size.group(2))));
        int white = 0;
        int all = image.getWidth() * image.getHeight();
        for (int i = 0; i < all; i++) {
            white += (image.getRGB(i % image.getWidth(), i / image.getWidth()) & 0xffffff) == 0xffffff ? 1 : 0;
        }
        assertThat((double) white / all).isBetween(0.3, 0.97);
    }

    private Result draw(String name, int code) {
        Result result = work.run("draw", work.text("tiny.net"), "-o", work.text(name));
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        return result;
    }
}
