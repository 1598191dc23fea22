package org.netloom.compiler.internal.ir;

import java.util.Locale;

/** The name of the Java constant that holds a net's parameter. */
public final class ConstantName {
    private ConstantName() {}

    /** {@code CLASSES} for {@code classes}, {@code NUM_CLASSES} for {@code numClasses}. */
    public static String of(String parameter) {
        return parameter.replaceAll("(\\p{Ll}|\\d)(\\p{Lu})", "$1_$2").toUpperCase(Locale.ROOT);
    }
}
