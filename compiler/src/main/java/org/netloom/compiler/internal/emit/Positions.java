package org.netloom.compiler.internal.emit;

import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Node.BlockUse;
import org.netloom.compiler.source.Span;

/** Places in {@code .net} files as generated code writes them. */
final class Positions {
    /** A string of a class file holds 65,535 bytes. */
    private static final int MOST_USES = 12;

    private Positions() {}

    /** {@code lenet.net:4:11}. */
    static String of(Span span) {
        return Harmless.line(span.shortPosition());
    }

    /** {@code resnet.net:4:11, in res(128, 2) at resnet.net:20:7}: with the uses of blocks, the innermost first. */
    static String of(Node node) {
        StringBuilder text = new StringBuilder(of(node.span()));
        int most = Math.max(0, node.uses().size() - MOST_USES);
        for (int i = node.uses().size() - 1; i >= most; i--) {
            text.append(", ").append(of(node.uses().get(i)));
        }
        return text.append(most > 0 ? ", …" : "").toString();
    }

    /** {@code in res(128, 2) at resnet.net:20:7}. */
    static String of(BlockUse use) {
        return "in %s at %s".formatted(Harmless.line(use.call()), of(use.span()));
    }

    static String file(Span span) {
        return Harmless.line(span.file().fileName());
    }
}
