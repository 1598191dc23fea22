package org.netloom.runtime.data;

import java.util.Objects;

/** An option that a format knows, as {@code target} in {@code iris.csv?target=species}. It never changes. */
public final class DataOption {
    private final String name;
    private final String fallback;
    private final String doc;

    private DataOption(String name, String fallback, String doc) {
        this.name = Objects.requireNonNull(name);
        this.fallback = Objects.requireNonNull(fallback);
        this.doc = Objects.requireNonNull(doc);
    }

    /**
     * An option.
     *
     * @param name lower case, with _ between words
     * @param fallback what holds where it is not given, as the documentation shows it: {@code `true`}, {@code the last column}
     * @param doc what it does, one sentence of the documentation without a full stop
     */
    public static DataOption of(String name, String fallback, String doc) {
        return new DataOption(name, fallback, doc);
    }

    public String name() {
        return name;
    }

    /** What holds where it is not given, as the documentation shows it. */
    public String fallback() {
        return fallback;
    }

    /** What it does, one sentence of the documentation without a full stop. */
    public String doc() {
        return doc;
    }
}
