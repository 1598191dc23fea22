package org.netloom.compiler.internal.ir;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.train.TrainKey;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Option;
import org.netloom.compiler.train.Component;

/**
 * What a train section says, in the order of the reference; what it leaves out the runtime's defaults fill in.
 *
 * @param settings the values of each: a text, a number, an {@link Option}, or a {@link Part}; none of one that has no value
 */
public record TrainPlan(Map<TrainKey, List<Object>> settings) {

    /** Says nothing. */
    public static final TrainPlan EMPTY = new TrainPlan(Map.of());

    public TrainPlan {
        Map<TrainKey, List<Object>> ordered = new EnumMap<>(TrainKey.class);
        ordered.putAll(settings);
        settings = Collections.unmodifiableMap(ordered);
    }

    /** A component and its constants. */
    public record Part(Component component, Arguments arguments) {
        /** {@code cross_entropy}, {@code cross_entropy(label_smoothing=0.1)}: what the file says of it. */
        @Override
        public String toString() {
            String given = component.signature().parameters().stream()
                    .filter(arguments::given)
                    .map(parameter -> parameter.name() + "=" + arguments.get(parameter))
                    .collect(Collectors.joining(", "));
            return given.isEmpty() ? component.name() : "%s(%s)".formatted(component.name(), given);
        }
    }

    /** The same with these settings in the place of its own, or beside them. */
    public TrainPlan with(TrainPlan above) {
        Map<TrainKey, List<Object>> all = new EnumMap<>(TrainKey.class);
        all.putAll(settings);
        all.putAll(above.settings);
        return new TrainPlan(all);
    }

    /** A data name, a directory or a file; null where the caller must say. */
    public @Nullable String data() {
        return value(TrainKey.DATA, String.class);
    }

    public @Nullable Part loss() {
        return value(TrainKey.LOSS, Part.class);
    }

    public @Nullable Part optimizer() {
        return value(TrainKey.OPTIMIZER, Part.class);
    }

    /** Examples in a step. */
    public @Nullable Integer batch() {
        return value(TrainKey.BATCH, Integer.class);
    }

    /** How moving statistics are estimated where a bn says nothing of it. */
    public @Nullable Option stats() {
        return value(TrainKey.STATS, Option.class);
    }

    private <T> @Nullable T value(TrainKey key, Class<T> type) {
        List<Object> values = settings.get(key);
        return values == null ? null : type.cast(values.get(0));
    }

    public boolean isEmpty() {
        return settings.isEmpty();
    }

    /** {@code train loss=cross_entropy batch=256}. */
    @Override
    public String toString() {
        return "train"
                + settings.entrySet().stream()
                        .map(setting -> " " + setting.getKey().word()
                                + (setting.getValue().isEmpty() ? "" : "=" + text(setting.getValue())))
                        .collect(Collectors.joining());
    }

    private static String text(List<Object> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
