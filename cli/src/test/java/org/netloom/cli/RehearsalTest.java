package org.netloom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each command that Java learns a start from must do what it is there for: a rehearsal throws where one does not. */
class RehearsalTest {
    @TempDir
    private Path directory;

    @Test
    void compilesWithoutAnEngine() {
        Rehearsal.light(directory);
        assertThat(directory).isDirectoryContaining("glob:**.net");
    }

    @Test
    void trainsAndEvaluates() {
        Rehearsal.full(directory);
        assertThat(directory.resolve("checkpoints/Rehearsal.safetensors")).isNotEmptyFile();
    }
}
