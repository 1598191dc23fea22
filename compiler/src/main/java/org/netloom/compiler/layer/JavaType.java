package org.netloom.compiler.layer;

/**
 * A class that generated code names and the compiler does not know. Whoever says what to write needs no more than its name;
 * {@code emit} alone knows how Java is written.
 */
public record JavaType(String packageName, String name) {

    /** {@code Estimator.ema(0.9)}. */
    public JavaValue call(String method, Object... arguments) {
        return JavaValue.call(this, method, arguments);
    }
}
