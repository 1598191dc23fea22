package org.netloom.runtime.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.io.AtomicFile;
import org.netloom.runtime.internal.io.IoFailure;
import org.netloom.runtime.internal.io.Json;
import org.netloom.runtime.sweep.TrialResult.State;

/** The files of a sweep: texts by name, and results. */
final class StoredJson {
    private StoredJson() {}

    static void write(Path file, Map<String, ?> object) {
        AtomicFile.write(file, Json.write(object) + "\n");
    }

    /**
     * Reads an object.
     *
     * @throws NetworkException where it cannot be read, or is none
     */
    private static Map<?, ?> read(Path file) {
        try {
            if (Json.parse(Files.readString(file).strip()) instanceof Map<?, ?> object) {
                return object;
            }
            throw damaged(file, "it holds no object");
        } catch (IOException e) {
            throw IoFailure.of("read " + file, e);
        } catch (Json.SyntaxException e) {
            throw damaged(file, String.valueOf(e.getMessage()));
        }
    }

    private static NetworkException damaged(Path file, String reason) {
        return new NetworkException(
                "%s is damaged: %s; without its folder the sweep trains it again".formatted(file, reason));
    }

    /** The texts of a list in an object. */
    static List<String> lines(Path file, String name) {
        if (!(read(file).get(name) instanceof List<?> list)) {
            throw damaged(file, name + " is missing");
        }
        return list.stream().map(String::valueOf).toList();
    }

    /** The texts of an object in another, by name. */
    static Map<String, String> texts(Path file, String name) {
        if (!(read(file).get(name) instanceof Map<?, ?> inner)) {
            throw damaged(file, name + " is missing");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        inner.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        return texts;
    }

    static void write(Path file, TrialResult result) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("state", result.state().name().toLowerCase(Locale.ROOT));
        object.put("reason", result.reason());
        List<Object> epochs = new ArrayList<>();
        for (TrialEpoch epoch : result.epochs()) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("epoch", epoch.epoch());
            each.put("train_loss", number(epoch.trainLoss()));
            each.put("validation_loss", number(epoch.validationLoss()));
            each.put("metric", epoch.metric());
            each.put("validation_metric", number(epoch.validationMetric()));
            each.put("images_per_second", number(epoch.imagesPerSecond()));
            epochs.add(each);
        }
        object.put("epochs", epochs);
        write(file, object);
    }

    static TrialResult result(Path file) {
        Map<?, ?> object = read(file);
        try {
            List<TrialEpoch> epochs = new ArrayList<>();
            for (Object each : (List<?>) required(object, "epochs", List.class)) {
                if (!(each instanceof Map<?, ?> epoch)) {
                    throw new IllegalArgumentException("an epoch is an object");
                }
                epochs.add(new TrialEpoch(
                        required(epoch, "epoch", Long.class),
                        number(epoch.get("train_loss")),
                        number(epoch.get("validation_loss")),
                        required(epoch, "metric", String.class),
                        number(epoch.get("validation_metric")),
                        number(epoch.get("images_per_second"))));
            }
            State state = State.valueOf(required(object, "state", String.class).toUpperCase(Locale.ROOT));
            return new TrialResult(epochs, state, object.get("reason") instanceof String reason ? reason : null);
        } catch (IllegalArgumentException e) {
            throw damaged(file, "it is no result of a trial");
        }
    }

    private static <T> T required(Map<?, ?> object, String name, Class<T> type) {
        Object value = object.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(name);
        }
        return type.cast(value);
    }

    /** Null for what is no number, which JSON has no word for. */
    private static @Nullable Double number(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
