package org.netloom.compiler.layer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netloom.op.Op;
import org.netloom.op.Site;

/**
 * The constant of a generated class that describes an operation to the engine: {@code Conv2d.of("conv1",
 * "lenet.net:4:3", 5, 5).pad(2, 2)}. The layer's name and its place stand before the arguments.
 *
 * @param op its class; null for a name and a place without an operation
 * @param record whether it is made by its constructor, {@code new Softsign(new Site("softsign1", "a.net:4:3"), 0.5)}
 * @param arguments {@code 5, 5}
 * @param settings what is called on it, {@code .pad(2, 2)}: what is not as usual
 */
public record Constant(
        @Nullable Class<? extends Op<?>> op, boolean record, List<JavaValue> arguments, List<Setting> settings) {

    /** {@code .pad(2, 2)}. */
    public record Setting(String method, List<JavaValue> arguments) {
        public Setting {
            arguments = List.copyOf(arguments);
        }
    }

    public Constant {
        arguments = List.copyOf(arguments);
        settings = List.copyOf(settings);
    }

    /**
     * {@code Conv2d.of("conv1", "lenet.net:4:3", 5, 5)}.
     *
     * @param arguments numbers, truth values, constants of enums, or {@link JavaValue}s
     */
    public static Constant of(Class<? extends Op<?>> op, Object... arguments) {
        return new Constant(op, false, JavaValue.list(arguments), List.of());
    }

    /**
     * {@code new Softsign(new Site("softsign1", "a.net:4:3"), 0.5)}, of a record that begins with the site.
     *
     * @param arguments as above
     */
    public static Constant ofRecord(Class<? extends Op<?>> op, Object... arguments) {
        return new Constant(op, true, JavaValue.list(arguments), List.of());
    }

    /** {@code new Site("flatten1", "lenet.net:6:3")}: a name and a place without an operation. */
    public static Constant site() {
        return new Constant(null, false, List.of(), List.of());
    }

    /** The class of the constant. */
    public Class<?> type() {
        return op == null ? Site.class : op;
    }

    /** Whether it is a name and a place only. */
    public boolean isSite() {
        return op == null;
    }

    /** The same with {@code .stride(2, 2)} behind it, unless the value is the usual one. */
    public Constant withBothAxes(String method, Pair value, Pair usual) {
        return value.equals(usual) ? this : then(method, value.height(), value.width());
    }

    /** The same with {@code .groups(2)} behind it, unless the value is the usual one. */
    public Constant with(String method, Object value, Object usual) {
        return value.equals(usual) ? this : then(method, value);
    }

    /** Whether something is called on it: {@code groups}. */
    public boolean calls(String method) {
        return settings.stream().anyMatch(setting -> setting.method().equals(method));
    }

    private Constant then(String method, Object... values) {
        List<Setting> all = new ArrayList<>(settings);
        all.add(new Setting(method, JavaValue.list(values)));
        return new Constant(op, record, arguments, all);
    }
}
