package org.netloom.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.netloom.runtime.io.AtomicFile;

/** Writes text for commands. */
final class TextFile {
    private TextFile() {}

    /** The whole file or nothing, in UTF-8. */
    static void write(Path file, String text) {
        AtomicFile.write(file, channel -> {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        });
    }
}
