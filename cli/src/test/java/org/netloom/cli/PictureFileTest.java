package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
    @ValueSource(strings = {"net.png", "net.jpg", "net.pdf", "net.svg.gz"})
    void refusesWhatItCannotWrite(String name) {
        Result result = draw(name, 1);
        assertThat(result.err())
                .isEqualTo(
                        "netloom: cannot write %s: a picture is an .svg, not a .%s; browsers show it, and inkscape or rsvg-convert makes other kinds of it\n"
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
        assertThat(stats.err()).contains("a picture is an .svg");
    }

    @Test
    void graphvizHasEndingsOfItsOwn() {
        assertThat(work.run("draw", work.text("tiny.net"), "--dot", "-o", work.text("net.gv"))
                        .code())
                .isZero();
        assertThat(work.path("net.gv")).content().startsWith("digraph");
        assertThat(work.run("draw", work.text("tiny.net"), "--dot", "-o", work.text("net.png"))
                        .err())
                .endsWith("net.png: --dot writes Graphviz' language, a .dot or a .gv; without it there is .svg\n");
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
