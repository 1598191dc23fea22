package org.netloom.compiler.lint;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Window;
import org.netloom.compiler.layer.builtin.AvgPool;
import org.netloom.compiler.layer.builtin.MaxPool;
import org.netloom.compiler.layer.builtin.Pooling;
import org.netloom.compiler.problem.Problem;

/** Windows that do not look at everything. */
final class WindowRules {
    private WindowRules() {}

    private static Stream<Node> poolings(Network network) {
        return network.nodes().stream()
                .filter(node -> node.layer() instanceof MaxPool || node.layer() instanceof AvgPool);
    }

    /** Rows and columns at the far end that no window reaches. */
    static Stream<Problem> rowsUnused(Network network) {
        return poolings(network).flatMap(pool -> rowsUnused(pool).stream());
    }

    private static Optional<Problem> rowsUnused(Node pool) {
        Shape.Image in = (Shape.Image) Lint.input(pool).shape();
        int pad = pool.arguments().get(Pooling.PAD);
        long rows = unused(pool, in.height(), pad);
        long columns = unused(pool, in.width(), pad);
        if (rows == 0 && columns == 0) {
            return Optional.empty();
        }
        return Optional.of(Problem.warning(
                        "shape.rows-unused",
                        pool.span(),
                        "%s leaves %s of the %dx%d input unused"
                                .formatted(pool.name(), lines(rows, columns), in.height(), in.width()))
                .help(padThatUsesAll(pool, in)));
    }

    private static long unused(Node pool, int size, int pad) {
        return Window.unused(
                size, pool.arguments().get(Pooling.KERNEL), pool.arguments().get(Pooling.STRIDE), pad, 1);
    }

    private static @Nullable String padThatUsesAll(Node pool, Shape.Image in) {
        int kernel = pool.arguments().get(Pooling.KERNEL);
        // Windows that are further apart than they are wide skip rows in between, whatever the padding.
        if (pool.arguments().get(Pooling.STRIDE) <= kernel) {
            for (int pad = pool.arguments().get(Pooling.PAD) + 1; pad <= kernel / 2; pad++) {
                if (unused(pool, in.height(), pad) == 0 && unused(pool, in.width(), pad) == 0) {
                    return "pad=%d uses all of them".formatted(pad);
                }
            }
        }
        return null;
    }

    private static String lines(long rows, long columns) {
        String rowText = rows == 1 ? "the last row" : "the last %d rows".formatted(rows);
        String columnText = columns == 1 ? "the last column" : "the last %d columns".formatted(columns);
        if (rows == 0 || columns == 0) {
            return rows == 0 ? columnText : rowText;
        }
        return rowText + " and " + columnText;
    }

    /** Windows further apart than they are wide. */
    static Stream<Problem> pixelsSkipped(Network network) {
        return poolings(network)
                .filter(pool ->
                        pool.arguments().get(Pooling.STRIDE) > pool.arguments().get(Pooling.KERNEL))
                .map(pool -> Problem.warning(
                                "shape.pixels-skipped",
                                Lint.place(pool, Pooling.STRIDE),
                                "%s moves by %d but looks at %d, so that it never sees what lies between"
                                        .formatted(
                                                pool.name(),
                                                pool.arguments().get(Pooling.STRIDE),
                                                pool.arguments().get(Pooling.KERNEL)))
                        .help("a stride of at most %d sees everything"
                                .formatted(pool.arguments().get(Pooling.KERNEL))));
    }
}
