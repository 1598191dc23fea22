package org.netloom.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netloom.runtime.exception.NetworkException;

class EarlierCheckpointTest {
    @TempDir
    private Path directory;

    private Path write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    @Test
    void takesTheFirstNumberThatIsFree() throws IOException {
        Path file = write("A.safetensors", "second");
        write("A.1.safetensors", "first");
        assertThat(EarlierCheckpoint.keep(file)).isEqualTo(directory.resolve("A.2.safetensors"));
        assertThat(file).doesNotExist();
        assertThat(directory.resolve("A.1.safetensors")).hasContent("first");
        assertThat(directory.resolve("A.2.safetensors")).hasContent("second");
        assertThat(EarlierCheckpoint.keep(file)).isNull();
    }

    @Test
    void aLinkStaysAndItsFileIsCopied() throws IOException {
        Path target = write("elsewhere", "old");
        Path link = Files.createSymbolicLink(directory.resolve("A.safetensors"), target);
        assertThat(EarlierCheckpoint.keep(link)).hasContent("old").isRegularFile();
        assertThat(link).isSymbolicLink().hasContent("old");
    }

    @Test
    void whatIsNoFileIsLeftAlone() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("A.safetensors"));
        assertThat(EarlierCheckpoint.keep(folder)).isNull();
        assertThat(folder).isDirectory();
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsOneSentence() throws IOException {
        Path file = write("A.safetensors", "old");
        // A name as long as a file system takes has no room for a number.
        Path longest = file.resolveSibling("b".repeat(255 - ".safetensors".length()) + ".safetensors");
        Files.move(file, longest);
        assertThatThrownBy(() -> EarlierCheckpoint.keep(longest))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("cannot keep ");
        assertThat(longest).hasContent("old");
    }
}
