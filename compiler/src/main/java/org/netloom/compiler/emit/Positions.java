package org.netloom.compiler.emit;

import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Node.BlockUse;
import org.netloom.compiler.source.Span;

/** Places in {@code .net} files as generated code writes them. */
final class Positions {
    private Positions() {}

    /** {@code lenet.net:4:11}; nothing of a file's name can end a comment or start a Unicode escape. */
    static String of(Span span) {
        return harmless(span.shortPosition());
    }

    /** {@code resnet.net:4:11, in res(128, 2) at resnet.net:20:7}: with the uses of blocks, the innermost first. */
    static String of(Node node) {
        StringBuilder text = new StringBuilder(of(node.span()));
        for (int i = node.uses().size() - 1; i >= 0; i--) {
            text.append(", ").append(of(node.uses().get(i)));
        }
        return text.toString();
    }

    /** {@code in res(128, 2) at resnet.net:20:7}. */
    static String of(BlockUse use) {
        return "in %s at %s".formatted(harmless(use.call()), of(use.span()));
    }

    static String file(Span span) {
        return harmless(span.file().fileName());
    }

    private static String harmless(String text) {
        return text.replaceAll("[\\p{Cntrl}\\\\]", "?").replace("*/", "*?").replace("\u2028", "?");
    }
}
