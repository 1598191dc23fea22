package org.netloom.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.NetworkException;

class AtomicFileTest {
    @TempDir
    Path directory;

    private static AtomicFile.Content text(String text) {
        return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void requireOnly(Path... files) throws IOException {
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(files);
        }
    }

    @Test
    void replacesTheOldFile() throws IOException {
        Path file = directory.resolve("a.txt");
        AtomicFile.write(file, text("the first, a longer one"));
        AtomicFile.write(file, text("the second"));
        assertThat(file).hasContent("the second");
        requireOnly(file);
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldFile() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.allocate(1000));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(NetworkException.class)
                .hasMessage("cannot write " + file + ": No space left on device");
        assertThat(file).hasContent("old");
        requireOnly(file);
    }

    @Test
    void anErrorInTheMiddleLeavesTheOldFileToo() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    channel.write(ByteBuffer.allocate(1000));
                    throw new IllegalStateException("made up");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(file).hasContent("old");
        requireOnly(file);
    }

    @Test
    void theOldFileIsThereUntilTheNewOneIsWhole() {
        Path file = directory.resolve("a.txt");
        AtomicFile.write(file, text("old"));
        AtomicFile.write(file, channel -> {
            channel.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("new");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(directory.resolve("a.txt"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), file);
        AtomicFile.write(link, text("new"));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void aNameWithoutADirectoryIsInTheWorkingDirectory() throws IOException {
        Path file = Path.of("atomic-file-test.tmp");
        try {
            AtomicFile.write(file, text("here"));
            assertThat(file).hasContent("here");
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
