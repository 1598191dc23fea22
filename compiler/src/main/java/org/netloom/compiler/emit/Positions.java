package org.netloom.compiler.emit;

import org.netloom.compiler.source.Span;

/** Places in {@code .net} files as generated code writes them. */
final class Positions {
    private Positions() {}

    /** {@code lenet.net:4:11}; nothing of a file's name can end a comment or start a Unicode escape. */
    static String of(Span span) {
        return harmless(span.shortPosition());
    }

    static String file(Span span) {
        return harmless(span.file().fileName());
    }

    private static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}\\\\]", "?").replace("*/", "*?").replace("\u2028", "?");
    }
}
