package org.netloom.compiler.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.netloom.compiler.ir.Fusion;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Node.BlockUse;

/** The comments of generated methods: the place in the {@code .net} file, the call, the shapes, in columns. */
final class Comments {
    private static final int WIDEST_CALL = 40;
    private static final int MOST_SHAPES = 12;
    private static final int MOST_USES = 12;

    private final int position;
    private final int call;
    private List<BlockUse> uses = List.of();

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
        List<String> inputs = node.inputs().stream()
                .map(input -> input.shape().batched())
                .distinct()
                .toList();
        String all = inputs.size() <= MOST_SHAPES
                ? String.join(", ", inputs)
                : String.join(", ", inputs.subList(0, MOST_SHAPES)) + ", …";
        String shapes = inputs.equals(List.of(node.shape().batched()))
                ? node.shape().batched()
                : all + " -> " + node.shape().batched();
        String format = "// %-" + position + "s   %-" + call + "s   %s%s";
        String text = String.format(
                Locale.ROOT, format, Positions.of(node.span()), Harmless.line(node.call()), shapes, remark);
        return CodeBlock.of("$L$L", entered(node), line(text));
    }

    /** {@code // in res(128, 2) at resnet.net:20:7}, where the nodes of a use of a block begin. */
    private CodeBlock entered(Node node) {
        List<BlockUse> before = uses;
        uses = node.uses();
        CodeBlock.Builder lines = CodeBlock.builder();
        if (!uses.equals(before) && !uses.isEmpty()) {
            String text = uses.stream().limit(MOST_USES).map(Positions::of).collect(Collectors.joining(", "));
            lines.add(line("// " + text + (uses.size() > MOST_USES ? ", …" : "")));
        }
        return lines.build();
    }

    /** {@code // conv(6, 5): nobody needs the gradient by its input}. */
    static CodeBlock backward(Node node, String remark) {
        return line("// " + Harmless.line(node.call()) + remark);
    }

    /** {@code , in one with bn1 and sigmoid1}: of the last layer of a fusion. */
    static String inOneWith(Fusion fusion) {
        return ", in one with " + names(fusion.nodes().subList(0, fusion.nodes().size() - 1));
    }

    /** {@code , in one with sigmoid1 and maxpool1}: of the first layer of a fusion, on the way back. */
    static String inOneWithBehind(Fusion fusion) {
        return ", in one with " + names(fusion.nodes().subList(1, fusion.nodes().size()));
    }

    private static String names(List<Node> nodes) {
        return nodes.stream().map(Node::name).collect(Collectors.joining(" and "));
    }

    private static CodeBlock line(String text) {
        return CodeBlock.of("$L\n", text.stripTrailing());
    }
}
