package org.netloom.runtime.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.IoFailure;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.metric.Score;

/**
 * A file with one JSON object on each line: one for each step, {@code {"step":1,"epoch":1,"loss":2.302…}}, and one after each
 * epoch, which alone has {@code "train"} and {@code "validation"}. Numbers have all digits of a double, so that two trainings
 * are equal exactly where their losses are, to the last bit; what is no number is null. {@link LoggedRun} reads it.
 */
public final class TrainingLog implements TrainListener, AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;

    private TrainingLog(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * A new file, instead of what is there.
     *
     * @throws NetworkException in one sentence, where it cannot be written
     */
    public static TrainingLog to(Path file) {
        return new TrainingLog(file, writer(AtomicFile.stream(file)));
    }

    /**
     * Behind what is there, for a training that goes on: of one that was killed the last steps may then be there twice, and a
     * line that was broken off stands by itself.
     *
     * @throws NetworkException in one sentence, where it cannot be written
     */
    public static TrainingLog behind(Path file) {
        if (!Files.isRegularFile(file)) {
            return to(file);
        }
        try {
            boolean brokenOff = !endsWithLine(file);
            TrainingLog log = new TrainingLog(file, writer(Files.newOutputStream(file, StandardOpenOption.APPEND)));
            if (brokenOff) {
                log.writer.write('\n');
            }
            return log;
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    private static boolean endsWithLine(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (channel.size() == 0) {
                return true;
            }
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n';
        }
    }

    private static BufferedWriter writer(OutputStream stream) {
        return new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    @Override
    public boolean needsGradientNorm() {
        return true;
    }

    @Override
    public void step(Step step) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("step", step.step());
        line.put("epoch", step.epoch());
        line.put("loss", step.loss());
        line.put("learning_rate", step.learningRate());
        line.put("gradient_norm", number(step.gradientNorm()));
        line.put("images_per_second", number(step.imagesPerSecond()));
        write(line);
    }

    @Override
    public void epoch(Epoch epoch) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("epoch", epoch.epoch());
        line.put("step", epoch.step());
        line.put("train", figures(epoch.train()));
        line.put("validation", figures(epoch.validation()));
        line.put("images_per_second", number(epoch.imagesPerSecond()));
        line.put("seconds", epoch.seconds());
        line.put(
                "checkpoint",
                epoch.checkpoint() == null ? null : epoch.checkpoint().toString());
        write(line);
    }

    /** The loss, and what each metric says, the one that says most first. A confusion matrix says no number. */
    private static Map<String, @Nullable Object> figures(Evaluation evaluation) {
        Map<String, @Nullable Object> figures = new LinkedHashMap<>();
        figures.put("loss", number(evaluation.loss()));
        for (Score score : evaluation.scores()) {
            if (!score.name().equals("confusion")) {
                figures.put(score.name(), number(score.value()));
            }
        }
        return figures;
    }

    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    private void write(Map<String, @Nullable Object> line) {
        try {
            writer.write(Json.write(line));
            writer.write('\n');
            // Whoever follows the file sees each step, and a crash takes none of them away.
            writer.flush();
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }
}
