package org.netloom.runtime.internal.npy;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of NumPy's types that are not read. */
public enum NumpyKind {
    OBJECT("\\|O\\d*"),
    STRING("[<>|=]?[USaT]\\d*"),
    COMPLEX("[<>=]?c\\d+"),
    DATETIME("[<>=]?M8(\\[[^\\]]*\\])?"),
    TIMEDELTA("[<>=]?m8(\\[[^\\]]*\\])?"),
    /** More than 64 bits, on some machines alone. */
    LONG_DOUBLE("[<>=]?f(10|12|16)"),
    STRUCTURED("\\[.*\\]"),
    VOID("[<>|=]?V\\d*");

    private final Pattern descr;

    NumpyKind(String descr) {
        this.descr = Pattern.compile(descr);
    }

    /** The kind that a header's {@code descr} means; null for none of NumPy's. */
    static @Nullable NumpyKind of(String descr) {
        for (NumpyKind kind : values()) {
            if (kind.descr.matcher(descr).matches()) {
                return kind;
            }
        }
        return null;
    }

    /** As NumPy's {@code dtype} names it: {@code complex64}, {@code object}. */
    String describe(String descr) {
        return switch (this) {
            case OBJECT -> "object";
            case STRING -> descr.contains("S") || descr.contains("a") ? "bytes (" + descr + ")" : "str (" + descr + ")";
            case COMPLEX -> "complex" + bits(descr);
            case DATETIME -> "datetime64";
            case TIMEDELTA -> "timedelta64";
            case LONG_DOUBLE -> "float" + bits(descr);
            case STRUCTURED -> "a structured type " + (descr.length() <= 60 ? descr : descr.substring(0, 59) + "…");
            case VOID -> "void";
        };
    }

    private static long bits(String descr) {
        String bytes = descr.replaceAll("[^0-9]", "");
        return bytes.length() < 4 ? 8 * Long.parseLong(bytes) : 0;
    }
}
