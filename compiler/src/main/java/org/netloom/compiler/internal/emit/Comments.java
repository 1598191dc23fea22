package org.netloom.compiler.internal.emit;

import com.palantir.javapoet.CodeBlock;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Node.BlockUse;
import org.netloom.compiler.internal.lower.Section;
import org.netloom.compiler.internal.lower.Section.FoldedInto;
import org.netloom.compiler.internal.lower.Section.MemoryOf;
import org.netloom.compiler.internal.lower.Section.Plain;
import org.netloom.compiler.internal.lower.Section.Remark;

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
    CodeBlock forward(Section section) {
        Node node = section.node();
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
                Locale.ROOT,
                format,
                Positions.of(node.span()),
                Harmless.line(node.call()),
                shapes,
                inOne(section) + remark(section.remark()));
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
    static CodeBlock backward(Section section) {
        return line("// " + Harmless.line(section.node().call()) + inOne(section) + remark(section.remark()));
    }

    private static String remark(Remark remark) {
        if (remark instanceof FoldedInto folded) {
            return ", folded into " + folded.layers().stream().map(Node::name).collect(Collectors.joining(" + "));
        }
        if (remark instanceof MemoryOf memory) {
            return ": " + JavaOperand.name(memory.gradient()) + " is the memory of "
                    + JavaOperand.name(memory.source());
        }
        return switch ((Plain) remark) {
            case NONE -> "";
            case SAME_MEMORY -> ", the same memory";
            case NOTHING_IN_INFERENCE -> ", nothing in inference";
            case NO_INPUT_GRADIENT -> ": nobody needs the gradient by its input";
        };
    }

    /** {@code , in one with bn1 and sigmoid1}. */
    private static String inOne(Section section) {
        if (section.inOne().isEmpty()) {
            return "";
        }
        return section.inOne().stream()
                .filter(node -> !node.equals(section.node()))
                .map(Node::name)
                .collect(Collectors.joining(" and ", ", in one with ", ""));
    }

    private static CodeBlock line(String text) {
        return CodeBlock.of("$L\n", text.stripTrailing());
    }
}
