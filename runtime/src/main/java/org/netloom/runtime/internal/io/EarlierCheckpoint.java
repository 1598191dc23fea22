package org.netloom.runtime.internal.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A checkpoint of an earlier run, where another run is about to write its own. */
public final class EarlierCheckpoint {
    private EarlierCheckpoint() {}

    /**
     * Moves what is there out of the way: {@code LeNet.safetensors} becomes {@code LeNet.1.safetensors}, or has the first
     * number that is free. A symbolic link stays and its file is copied; what is no file, as a device, is left alone.
     *
     * @return what the earlier checkpoint is called now, or null where there was none
     * @throws org.netloom.runtime.exception.NetworkException where it cannot be moved
     */
    public static @Nullable Path keep(Path file) {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        boolean link = !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
        for (int number = 1; ; number++) {
            Path kept = CheckpointCopies.named(file, String.valueOf(number));
            try {
                return link ? Files.copy(file, kept) : Files.move(file, kept);
            } catch (FileAlreadyExistsException taken) {
                // by a still earlier run: the next number
            } catch (IOException e) {
                throw IoFailure.of("keep " + file + " as " + kept, e);
            }
        }
    }
}
