package org.netloom.runtime.train;

import java.nio.file.Path;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.CheckpointCopies;

/** The checkpoints of the last epochs stay, as {@code Net.epoch-7.safetensors} and those before. */
public record KeepLast(int epochs) implements Keep {
    public KeepLast {
        if (epochs < 1) {
            throw new NetworkException("at least the last 1 epoch is kept, not " + epochs);
        }
    }

    /** @param epochs how many, from 1 on */
    public static KeepLast of(int epochs) {
        return new KeepLast(epochs);
    }

    @Override
    public Shelf shelf() {
        return new Shelf() {
            @Override
            public boolean keeps(Evaluation train, Evaluation validation) {
                return true;
            }

            @Override
            public void keep(Path file, long epoch) {
                CheckpointCopies.copy(file, CheckpointCopies.named(file, "epoch-" + epoch));
                if (epoch > epochs) {
                    CheckpointCopies.delete(CheckpointCopies.named(file, "epoch-" + (epoch - epochs)));
                }
            }
        };
    }

    @Override
    public String toString() {
        return "last(" + epochs + ")";
    }
}
