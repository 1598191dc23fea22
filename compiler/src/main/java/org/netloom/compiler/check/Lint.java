package org.netloom.compiler.check;

import java.util.List;
import java.util.Optional;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Window;
import org.netloom.compiler.layer.builtin.AvgPool;
import org.netloom.compiler.layer.builtin.BatchNorm;
import org.netloom.compiler.layer.builtin.Dropout;
import org.netloom.compiler.layer.builtin.MaxPool;
import org.netloom.compiler.layer.builtin.Pooling;
import org.netloom.compiler.layer.builtin.Relu;
import org.netloom.compiler.layer.builtin.Sigmoid;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;

/** Warnings: what works, and is probably not what was meant. */
public final class Lint {
    private Lint() {}

    /** Adds the warnings about a network. */
    public static void check(Network network, Problems problems) {
        List<Node> nodes = network.nodes();
        for (Node node : nodes) {
            if (node.layer() instanceof MaxPool || node.layer() instanceof AvgPool) {
                unusedRows(node).ifPresent(problems::add);
            }
            if (node.layer() instanceof Relu || node.layer() instanceof Sigmoid) {
                network.consumers(node.output()).stream()
                        .filter(user -> user.layer() instanceof BatchNorm)
                        .forEach(bn -> problems.add(afterActivation(node, bn)));
            }
        }
        dropoutBeforeBn(nodes).ifPresent(problems::add);
    }

    /** Rows and columns at the far end that no window reaches. */
    private static Optional<Problem> unusedRows(Node pool) {
        Shape.Image in = (Shape.Image) pool.inputs().get(0).shape();
        int kernel = pool.arguments().get(Pooling.KERNEL);
        int stride = pool.arguments().get(Pooling.STRIDE);
        int pad = pool.arguments().get(Pooling.PAD);
        long rows = Window.unused(in.height(), kernel, stride, pad, 1);
        long columns = Window.unused(in.width(), kernel, stride, pad, 1);
        if (rows == 0 && columns == 0) {
            return Optional.empty();
        }
        String way = null;
        // Windows that are further apart than they are wide skip rows in between, whatever the padding.
        for (int more = pad + 1; stride <= kernel && more <= kernel / 2 && way == null; more++) {
            boolean uses = Window.unused(in.height(), kernel, stride, more, 1) == 0
                    && Window.unused(in.width(), kernel, stride, more, 1) == 0;
            way = uses ? "pad=%d uses all of them".formatted(more) : null;
        }
        return Optional.of(Problem.warning(
                        "shape.rows-unused",
                        pool.span(),
                        "%s leaves %s of the %dx%d input unused"
                                .formatted(pool.name(), lines(rows, columns), in.height(), in.width()))
                .help(way));
    }

    private static String lines(long rows, long columns) {
        String rowText = rows == 1 ? "the last row" : "the last %d rows".formatted(rows);
        String columnText = columns == 1 ? "the last column" : "the last %d columns".formatted(columns);
        if (rows == 0 || columns == 0) {
            return rows == 0 ? columnText : rowText;
        }
        return rowText + " and " + columnText;
    }

    private static Problem afterActivation(Node activation, Node bn) {
        return Problem.warning(
                        "layer.bn-after-activation",
                        bn.span(),
                        "%s normalises what %s has made positive".formatted(bn.name(), activation.name()))
                .help("put bn before %s".formatted(activation.layer().name()));
    }

    /**
     * Dropout changes the variance in training but not in inference, and a later bn keeps the statistics of training (Li
     * et al., 2019, "Understanding the disharmony between dropout and batch normalization by variance shift").
     */
    private static Optional<Problem> dropoutBeforeBn(List<Node> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            Node dropout = nodes.get(i);
            Optional<Node> bn = nodes.subList(i, nodes.size()).stream()
                    .filter(node -> node.layer() instanceof BatchNorm)
                    .findFirst();
            if (dropout.layer() instanceof Dropout && bn.isPresent()) {
                return Optional.of(Problem.warning(
                                "layer.dropout-before-bn",
                                dropout.span(),
                                "%s changes the variance in training only, and %s keeps it for inference"
                                        .formatted(dropout.name(), bn.get().name()))
                        .help("put dropout behind the last bn"));
            }
        }
        return Optional.empty();
    }
}
