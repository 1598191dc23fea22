package org.netloom.compiler.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFileTest {
    @Test
    void countsLinesAndCharactersFromOne() {
        SourceFile file = new SourceFile("a/b.net", "one\r\n\uD83D\uDE00x\n\nend");
        assertThat(file.fileName()).isEqualTo("b.net");
        int x = file.text().indexOf('x');
        assertThat(new Span(file, x, x + 1).position()).isEqualTo("a/b.net:2:2");
        assertThat(new Span(file, x, x + 1).shortPosition()).isEqualTo("b.net:2:2");
        assertThat(file.charColumn(x)).isEqualTo(2);
        assertThat(file.lineText(1)).isEqualTo("one");
        assertThat(file.lineText(3)).isEmpty();
        int end = file.text().length();
        assertThat(new Span(file, end, end).position()).isEqualTo("a/b.net:4:4");
    }

    @Test
    void readsWithoutTheByteOrderMarkAndKeepsWhatIsNotUtf8Visible(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("a.net");
        Files.write(path, "\uFEFFnet".getBytes(StandardCharsets.UTF_8));
        assertThat(SourceFile.read(path).text()).isEqualTo("net");
        Files.write(path, new byte[] {'a', (byte) 0xFF, 'b'});
        assertThat(SourceFile.read("name.net", path).text()).isEqualTo("a\uFFFDb");
        assertThat(SourceFile.read("name.net", path).name()).isEqualTo("name.net");
    }
}
