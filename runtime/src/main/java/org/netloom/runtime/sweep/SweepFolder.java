package org.netloom.runtime.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.IoFailure;

/** Where a sweep keeps its plan, in {@code sweep.json}, and its trials, each in a folder of its number. One sweep at a time. */
final class SweepFolder implements AutoCloseable {
    private static final String LOCK = ".lock";

    private final Path directory;
    private final FileChannel channel;

    private SweepFolder(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Opens the folder of this plan, or makes it.
     *
     * @throws NetworkException where another plan is there, with what differs, or anything else, or a sweep at work
     */
    static SweepFolder open(Path directory, SweepPlan plan) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            SweepFolder folder = new SweepFolder(directory, channel);
            try {
                folder.lock();
                folder.begin(plan);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            return folder;
        } catch (FileAlreadyExistsException e) {
            throw new NetworkException("a sweep needs a folder, and %s is a file".formatted(directory), e);
        } catch (IOException e) {
            throw IoFailure.of("keep a sweep in " + directory, e);
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new NetworkException(
                    "another sweep is at work in %s; it can be given another --dir".formatted(directory));
        }
    }

    private void begin(SweepPlan plan) throws IOException {
        Path file = directory.resolve("sweep.json");
        if (Files.exists(file)) {
            String differing = difference(StoredJson.texts(file, "plan"), plan.facts());
            if (differing != null) {
                throw new NetworkException(
                        "%s has another sweep: %s; name what it had, or another --dir".formatted(directory, differing));
            }
            return;
        }
        try (Stream<Path> found = Files.list(directory)) {
            if (found.anyMatch(each -> !each.endsWith(LOCK))) {
                throw new NetworkException(
                        "%s has files and is no folder of a sweep; name another --dir".formatted(directory));
            }
        }
        Map<String, Object> trials = new LinkedHashMap<>();
        plan.trials().forEach(trial -> trials.put(trial.folder(), trial.settings()));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("plan", plan.facts());
        object.put("trials", trials);
        StoredJson.write(file, object);
    }

    /** All that is not the same; null where nothing is. */
    static @Nullable String difference(Map<String, String> before, Map<String, String> now) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(now.keySet());
        List<String> differing = new ArrayList<>();
        for (String name : names) {
            String was = before.getOrDefault(name, "nothing");
            String is = now.getOrDefault(name, "nothing");
            if (!was.equals(is)) {
                differing.add("%s was %s and is %s".formatted(name, was, is));
            }
        }
        return differing.isEmpty() ? null : String.join("; ", differing);
    }

    TrialFolder trial(Trial trial) {
        return new TrialFolder(directory.resolve(trial.folder()));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw IoFailure.of("close " + directory, e);
        }
    }
}
