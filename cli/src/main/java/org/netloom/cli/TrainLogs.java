package org.netloom.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.train.TensorBoardLog;
import org.netloom.runtime.train.TrainListener;
import org.netloom.runtime.train.TrainingLog;
import picocli.CommandLine.Option;

/** The files that a training writes of how it goes. */
final class TrainLogs {
    @Option(
            names = "--log",
            paramLabel = "FILE.jsonl",
            description = "Write each step and each epoch as JSON, a line each, for netloom plot.")
    private @Nullable Path log;

    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "Write event files there, which TensorBoard shows.")
    private @Nullable Path tensorBoard;

    /** Of one training; whoever opens them closes them. */
    static final class Open implements AutoCloseable {
        private final @Nullable TrainingLog log;
        private final @Nullable TensorBoardLog tensorBoard;

        private Open(@Nullable TrainingLog log, @Nullable TensorBoardLog tensorBoard) {
            this.log = log;
            this.tensorBoard = tensorBoard;
        }

        TrainListener listener() {
            TrainListener first = log == null ? TrainListener.NONE : log;
            return tensorBoard == null ? first : TrainListener.all(first, tensorBoard);
        }

        @Override
        public void close() {
            // The second is closed where the first fails to, as on a full disk.
            try (TrainingLog first = log;
                    TensorBoardLog second = tensorBoard) {
                // That is all.
            }
        }
    }

    /** @param goingOn whether a training goes on that has begun them */
    Open open(boolean goingOn) {
        return open(log, tensorBoard, goingOn);
    }

    /** Those of one of several seeds: {@code FILE-7.jsonl} and {@code DIR/seed-7}. */
    Open ofSeed(long seed) {
        return open(
                log == null ? null : log.resolveSibling(withSeed(String.valueOf(log.getFileName()), seed)),
                tensorBoard == null ? null : tensorBoard.resolve("seed-" + seed),
                false);
    }

    private static Open open(@Nullable Path log, @Nullable Path tensorBoard, boolean goingOn) {
        // Before the log, which is not to lose an earlier one where this fails.
        TensorBoardLog events = tensorBoard == null ? null : TensorBoardLog.in(tensorBoard);
        try {
            return new Open(log == null ? null : goingOn ? TrainingLog.behind(log) : TrainingLog.to(log), events);
        } catch (RuntimeException e) {
            if (events != null) {
                events.close();
            }
            throw e;
        }
    }

    private static String withSeed(String name, long seed) {
        int point = name.lastIndexOf('.');
        int end = point <= 0 ? name.length() : point;
        return name.substring(0, end) + "-" + seed + name.substring(end);
    }

    /** The options once more, for a further command. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (log != null) {
            words.addAll(List.of("--log", log.toString()));
        }
        if (tensorBoard != null) {
            words.addAll(List.of("--tensorboard", tensorBoard.toString()));
        }
        return words;
    }
}
