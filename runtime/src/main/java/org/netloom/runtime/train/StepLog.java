package org.netloom.runtime.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
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

/**
 * A file with one JSON object on each line, {@code {"step":1,"epoch":1,"loss":2.302…}}, for each step. The loss has all
 * digits of a double, so that two logs are equal exactly where the losses are, to the last bit.
 */
public final class StepLog implements TrainListener, AutoCloseable {
    private final Path file;
    private final BufferedWriter writer;

    private StepLog(Path file, BufferedWriter writer) {
        this.file = file;
        this.writer = writer;
    }

    /**
     * A new file, instead of what is there.
     *
     * @throws NetworkException in one sentence, where it cannot be written
     */
    public static StepLog to(Path file) {
        return new StepLog(file, writer(AtomicFile.stream(file)));
    }

    /**
     * Behind what is there, for a training that goes on: of one that was killed the last steps may then be there twice.
     *
     * @throws NetworkException in one sentence, where it cannot be written
     */
    public static StepLog behind(Path file) {
        if (!Files.isRegularFile(file)) {
            return to(file);
        }
        try {
            return new StepLog(file, writer(Files.newOutputStream(file, StandardOpenOption.APPEND)));
        } catch (IOException e) {
            throw IoFailure.of("write " + file, e);
        }
    }

    private static BufferedWriter writer(OutputStream stream) {
        return new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    }

    @Override
    public void step(Step step) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("step", step.step());
        line.put("epoch", step.epoch());
        line.put("loss", step.loss());
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
