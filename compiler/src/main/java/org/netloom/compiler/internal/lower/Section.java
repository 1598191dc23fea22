package org.netloom.compiler.internal.lower;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Operand;

/**
 * What a pass does for one node.
 *
 * @param lines none where there is nothing to do, or another section does it
 * @param inOne the nodes that its step computes together, in their order; none for a node by itself
 * @param remark what a reader should know
 */
public record Section(Node node, List<Line> lines, List<Node> inOne, Remark remark) {

    /** What a reader of a section should know. */
    public sealed interface Remark {}

    /** What needs no names. */
    public enum Plain implements Remark {
        NONE,
        SAME_MEMORY,
        NOTHING_IN_INFERENCE,
        NO_INPUT_GRADIENT
    }

    /** Other layers have it in their weights. */
    public record FoldedInto(List<Node> layers) implements Remark {
        public FoldedInto {
            layers = List.copyOf(layers);
        }
    }

    /** One gradient is the memory of the other. */
    public record MemoryOf(Operand gradient, Operand source) implements Remark {}

    public Section {
        lines = List.copyOf(lines);
        inOne = List.copyOf(inOne);
    }

    static Section of(Node node, List<Line> lines, Remark remark) {
        return new Section(node, lines, List.of(), remark);
    }

    /** The same without this line. */
    Section without(Line line) {
        return new Section(node, lines.stream().filter(other -> other != line).toList(), inOne, remark);
    }

    /** The same with further lines behind. */
    Section and(List<? extends Line> more) {
        List<Line> all = new ArrayList<>(lines);
        all.addAll(more);
        return new Section(node, all, inOne, remark);
    }

    /** The same, which now computes these nodes together. */
    Section together(List<Node> nodes) {
        return new Section(node, lines, nodes, remark);
    }
}
