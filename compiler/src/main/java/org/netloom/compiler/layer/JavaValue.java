package org.netloom.compiler.layer;

import java.util.Arrays;
import java.util.List;

/** A value that generated code spells out, as data. */
public sealed interface JavaValue {

    /** A number or a truth value. */
    record Literal(Object value) implements JavaValue {}

    /** {@code Conv2d.Algorithm.DIRECT}. */
    record Constant(Enum<?> value) implements JavaValue {}

    /** {@code Estimator.ema(0.9)}. */
    record StaticCall(JavaType type, String method, List<JavaValue> arguments) implements JavaValue {
        public StaticCall {
            arguments = List.copyOf(arguments);
        }
    }

    /** {@code Estimator.ema(0.9).unbiased()}: what a method of another value returns. */
    record MethodCall(JavaValue target, String method, List<JavaValue> arguments) implements JavaValue {
        public MethodCall {
            arguments = List.copyOf(arguments);
        }
    }

    static JavaValue call(JavaType type, String method, Object... arguments) {
        return new StaticCall(type, method, list(arguments));
    }

    /** {@code <this>.method(arguments)}. */
    default JavaValue then(String method, Object... arguments) {
        return new MethodCall(this, method, list(arguments));
    }

    /** Each as it is, or as a literal; a constant of an enum under its name. */
    static List<JavaValue> list(Object... values) {
        return Arrays.stream(values).map(JavaValue::of).toList();
    }

    private static JavaValue of(Object value) {
        if (value instanceof JavaValue spelled) {
            return spelled;
        }
        return value instanceof Enum<?> constant ? new Constant(constant) : new Literal(value);
    }
}
