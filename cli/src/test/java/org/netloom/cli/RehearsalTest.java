package org.netloom.cli;

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
    }

    @Test
    void trainsAndEvaluates() {
        Rehearsal.full(directory);
    }
}
