package org.netloom.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Value;

/** The comments of generated methods: the place in the {@code .net} file, the call, the shapes, in columns. */
final class Comments {
    private static final int WIDEST_CALL = 40;

    private final int position;
    private final int call;

    Comments(Network network) {
        this.position = network.nodes().stream()
                .mapToInt(node -> Positions.of(node.span()).length())
                .max()
                .orElse(0);
        this.call = Math.min(
                WIDEST_CALL,
                network.nodes().stream()
                        .mapToInt(node -> node.call().length())
                        .max()
                        .orElse(0));
    }

    /** {@code // lenet.net:4:3   conv(6, 5)   [N,1,28,28] -> [N,6,24,24]}. */
    CodeBlock forward(Node node, String remark) {
        Value input = node.inputs().get(0);
        String shapes = input.shape().equals(node.shape())
                ? node.shape().batched()
                : input.shape().batched() + " -> " + node.shape().batched();
        String format = "// %-" + position + "s   %-" + call + "s   %s%s";
        return line(format.formatted(Positions.of(node.span()), node.call(), shapes, remark));
    }

    /** {@code // conv(6, 5): nobody needs the gradient by its input}. */
    static CodeBlock backward(Node node, String remark) {
        return line("// " + node.call() + remark);
    }

    private static CodeBlock line(String text) {
        return CodeBlock.of("$L\n", text.stripTrailing());
    }
}
