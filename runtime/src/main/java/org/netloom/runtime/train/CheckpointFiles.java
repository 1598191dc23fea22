package org.netloom.runtime.train;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.checkpoint.Progress;
import org.netloom.runtime.checkpoint.TrainingState;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.CheckpointCopies;
import org.netloom.runtime.internal.io.EarlierCheckpoint;
import org.netloom.runtime.internal.io.IoFailure;

/** The checkpoints that a training writes: {@code Net.safetensors}, and what its {@link Keep}s leave beside it. */
final class CheckpointFiles {
    private final Network network;
    private final DataSplit data;
    private final TrainOptions options;
    private final List<Keep.Shelf> shelves;
    private final @Nullable Path file;
    /** What the checkpoint on the disk holds; null as long as this run has written none. */
    private @Nullable Progress saved;

    /** @throws NetworkException where nothing can be written to the directory, so that this costs no training */
    CheckpointFiles(Network network, TrainConfig config, DataSplit data, TrainOptions options) {
        this.network = network;
        this.data = data;
        this.options = options;
        this.shelves = config.keep().stream().map(Keep::shelf).toList();
        Path directory = options.checkpoints();
        this.file = directory == null ? null : directory.resolve(network.name() + ".safetensors");
        if (directory != null) {
            make(directory);
        }
    }

    private static void make(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw new NetworkException("cannot write checkpoints to %s: it is a file".formatted(directory), e);
        } catch (IOException e) {
            throw IoFailure.of("make the directory " + directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw new NetworkException("cannot write checkpoints to %s: permission denied".formatted(directory));
        }
    }

    /** The file that holds the last step written; null where none was. */
    @Nullable Path written() {
        return saved == null ? null : file;
    }

    /** What the checkpoint on the disk holds; null as long as this run has written none. */
    @Nullable Progress saved() {
        return saved;
    }

    List<Keep.Shelf> shelves() {
        return shelves;
    }

    /** Writes a checkpoint, where any are wanted. */
    @Nullable Path save(Progress progress, TrainingState state) {
        if (file != null) {
            keepEarlier(file);
            Checkpoint.save(network, file, progress, kept(), state);
            saved = progress;
        }
        return file;
    }

    /** What the data say of themselves; that targets are numbers is kept of those, too, that have nothing else to say. */
    private Preprocessing kept() {
        Preprocessing known = data.preprocessing();
        int numbers = data.train().targets();
        if (numbers == 0 || !known.targets().isEmpty()) {
            return known;
        }
        List<String> names = data.train().targetNames();
        return known.withTargets(IntStream.range(0, numbers)
                .mapToObj(k -> new Preprocessing.Target(k < names.size() ? names.get(k) : String.valueOf(k), 0, 1))
                .toList());
    }

    /** Who keeps the checkpoint of this epoch, which is not yet written. */
    List<Keep.Shelf> keeping(Evaluation train, Evaluation validation) {
        return shelves.stream()
                .filter(shelf -> file != null && shelf.keeps(train, validation))
                .toList();
    }

    /** The checkpoint of an epoch is written, which these keep. */
    void keep(long epoch, List<Keep.Shelf> keeping) {
        if (file != null) {
            keeping.forEach(shelf -> shelf.keep(file, epoch));
        }
    }

    /**
     * At the first checkpoint rather than at the start, so that a run that comes to none moves nothing. A run that goes on
     * where the one before has stopped replaces its file.
     */
    private void keepEarlier(Path before) {
        if (saved != null || options.overwrite() || before.equals(options.resume())) {
            return;
        }
        keepAsNumbered(before);
        if (!shelves.isEmpty() && options.resume() == null) {
            CheckpointCopies.of(before).forEach(this::keepAsNumbered);
        }
    }

    private void keepAsNumbered(Path before) {
        Path kept = EarlierCheckpoint.keep(before);
        if (kept != null) {
            options.listener().kept(before, kept);
        }
    }
}
