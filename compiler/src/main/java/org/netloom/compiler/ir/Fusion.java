package org.netloom.compiler.ir;

import java.util.List;
import java.util.stream.Collectors;
import org.netloom.compiler.layer.Code;
import org.netloom.compiler.layer.builtin.BatchNorm;
import org.netloom.compiler.layer.builtin.GlobalMaxPool;
import org.netloom.compiler.layer.builtin.MaxPool;
import org.netloom.compiler.layer.builtin.WithActivation;

/**
 * Layers, one behind the other, that are one call to the engine.
 *
 * @param nodes a layer, the activation behind it, and perhaps a pooling behind that; what the last puts out is the value
 *     of all, and nothing else takes what the others put out
 */
public record Fusion(List<Node> nodes) {
    public Fusion {
        nodes = List.copyOf(nodes);
        if (nodes.size() < 2) {
            throw new IllegalArgumentException("nothing to fuse: " + nodes);
        }
    }

    public Node first() {
        return nodes.get(0);
    }

    public Node last() {
        return nodes.get(nodes.size() - 1);
    }

    /** Whether the way back is one call, too. */
    public boolean hasBackward() {
        return first().layer() instanceof BatchNorm;
    }

    /** Writes the call of the way forward with the code of the first node. */
    public void forward(List<? extends Code> codes) {
        if (first().layer() instanceof BatchNorm bn) {
            bn.forward(codes.get(0), codes.get(1), codes.size() < 3 ? null : codes.get(2));
        } else {
            ((WithActivation) first().layer()).forward(codes.get(0), codes.get(1));
        }
    }

    /** Writes the call of the way back, where there is one, with the code of the first node. */
    public void backward(List<? extends Code> codes) {
        ((BatchNorm) first().layer()).backward(codes.get(0), codes.get(1), codes.size() < 3 ? null : codes.get(2));
    }

    /** {@code bn1 + sigmoid1 + maxpool1}. */
    @Override
    public String toString() {
        return nodes.stream().map(Node::name).collect(Collectors.joining(" + "));
    }

    /** Whether the node is a pooling that takes a maximum. */
    static boolean takesMaximum(Node node) {
        return node.layer() instanceof MaxPool || node.layer() instanceof GlobalMaxPool;
    }
}
