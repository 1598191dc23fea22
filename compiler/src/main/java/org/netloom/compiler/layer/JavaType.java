package org.netloom.compiler.layer;

/**
 * A class that generated code names. Whoever says what to write needs no more than its name; {@code emit} alone knows how
 * Java is written.
 *
 * @param name with that of the class around it: {@code Conv2d.Algorithm}
 */
public record JavaType(String packageName, String name) {

    /** {@code Algorithm}. */
    public String simpleName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** {@code org.netloom.runtime.op.Conv2d.Algorithm}. */
    public String canonicalName() {
        return packageName + "." + name;
    }

    /** The type within this one: {@code Algorithm} of {@code Conv2d}. */
    public JavaType nested(String inner) {
        return new JavaType(packageName, name + "." + inner);
    }

    /** {@code Conv2d.Algorithm.DIRECT}. */
    public JavaValue constant(String constant) {
        return new JavaValue.Constant(this, constant);
    }

    /** {@code Estimator.ema(0.9)}. */
    public JavaValue call(String method, Object... arguments) {
        return JavaValue.call(this, method, arguments);
    }
}
