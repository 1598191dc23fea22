package org.netloom.runtime.train;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.IoFailure;
import org.netloom.runtime.internal.io.Json;

/**
 * What a {@link TrainingLog} says of a training. Of steps and epochs that are there twice, because a killed training went on
 * from an earlier checkpoint, it has the later ones.
 *
 * @param file that it was read from
 * @param steps in their order, one at least
 * @param epochs in their order
 * @param broken how many lines were left out because they end too early, as the last one of a killed training may
 */
public record LoggedRun(Path file, List<Step> steps, List<Epoch> epochs, int broken) {
    public LoggedRun {
        steps = List.copyOf(steps);
        epochs = List.copyOf(epochs);
        if (steps.isEmpty()) {
            throw new NetworkException(
                    "%1$s has no step of a training: netloom train --log %1$s writes them".formatted(file));
        }
    }

    /**
     * A step.
     *
     * @param step from 1
     * @param epoch from 1
     * @param loss NaN where the log has none
     * @param learningRate NaN where the log has none
     */
    public record Step(long step, long epoch, double loss, double learningRate) {}

    /**
     * An epoch that is over.
     *
     * @param epoch from 1
     * @param step the last one of it, from 1
     * @param train loss and metrics over its steps, by name, the one that says most first; without those that are no number
     * @param validation those after it
     */
    public record Epoch(long epoch, long step, Map<String, Double> train, Map<String, Double> validation) {}

    /**
     * Reads a log.
     *
     * @throws NetworkException in one sentence, where it cannot be read, is none, or has no step
     */
    public static LoggedRun read(Path file) {
        Reader reader = new Reader(file);
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.take(line);
            }
        } catch (MalformedInputException e) {
            throw new NetworkException(file + " is no log of a training: it is no text in UTF-8", e);
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        }
        return new LoggedRun(file, reader.steps, reader.epochs, reader.broken);
    }

    /** How many steps an epoch has; NaN where none is over. */
    public double stepsPerEpoch() {
        // Of the first one, because the last may be cut short.
        return epochs.isEmpty()
                ? Double.NaN
                : (double) epochs.get(0).step() / epochs.get(0).epoch();
    }

    /** Takes line after line. */
    private static final class Reader {
        private final Path file;
        private final List<Step> steps = new ArrayList<>();
        private final List<Epoch> epochs = new ArrayList<>();
        private int broken;
        private long number;

        Reader(Path file) {
            this.file = file;
        }

        void take(String line) {
            number++;
            Map<?, ?> fields = line.isBlank() ? null : fields(line);
            if (fields == null) {
                return;
            }
            long step = whole(fields, "step");
            long epoch = whole(fields, "epoch");
            if (fields.containsKey("train")) {
                forgetEpochsFrom(step);
                epochs.add(new Epoch(epoch, step, figures(fields, "train"), figures(fields, "validation")));
            } else {
                forgetEpochsFrom(step);
                while (!steps.isEmpty() && steps.get(steps.size() - 1).step() >= step) {
                    steps.remove(steps.size() - 1);
                }
                steps.add(new Step(step, epoch, real(fields.get("loss")), real(fields.get("learning_rate"))));
            }
        }

        private void forgetEpochsFrom(long step) {
            while (!epochs.isEmpty() && epochs.get(epochs.size() - 1).step() >= step) {
                epochs.remove(epochs.size() - 1);
            }
        }

        /** Null for a line that was broken off: behind others, it begins as they do. */
        private @Nullable Map<?, ?> fields(String line) {
            try {
                if (Json.parse(line) instanceof Map<?, ?> fields) {
                    return fields;
                }
            } catch (Json.SyntaxException e) {
                if (line.startsWith("{") && !steps.isEmpty()) {
                    broken++;
                    return null;
                }
            }
            throw noLog("is no JSON object");
        }

        private long whole(Map<?, ?> fields, String name) {
            if (fields.get(name) instanceof Long whole && whole > 0) {
                return whole;
            }
            throw noLog("has no \"%s\" from 1 on".formatted(name));
        }

        private static double real(@Nullable Object value) {
            return value instanceof Number number ? number.doubleValue() : Double.NaN;
        }

        private Map<String, Double> figures(Map<?, ?> fields, String part) {
            if (!(fields.get(part) instanceof Map<?, ?> figures)) {
                throw noLog("has no figures of \"%s\"".formatted(part));
            }
            Map<String, Double> numbers = new LinkedHashMap<>();
            figures.forEach((name, value) -> {
                if (value instanceof Number number) {
                    numbers.put(String.valueOf(name), number.doubleValue());
                }
            });
            return numbers;
        }

        private NetworkException noLog(String what) {
            return new NetworkException(
                    String.format(Locale.ROOT, "%s is no log of a training: line %d %s", file, number, what));
        }
    }
}
