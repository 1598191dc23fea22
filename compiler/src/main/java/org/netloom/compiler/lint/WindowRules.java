package org.netloom.compiler.lint;

import java.util.Locale;
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
                        String.format(
                                Locale.ROOT,
                                "%s leaves %s of the %dx%d input unused",
                                pool.name(),
                                lines(rows, columns),
                                in.height(),
                                in.width()))
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
                    return String.format(Locale.ROOT, "pad=%d uses all of them", pad);
                }
            }
        }
        return null;
    }

    private static String lines(long rows, long columns) {
        String rowText = rows == 1 ? "the last row" : String.format(Locale.ROOT, "the last %d rows", rows);
        String columnText =
                columns == 1 ? "the last column" : String.format(Locale.ROOT, "the last %d columns", columns);
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
                                String.format(
                                        Locale.ROOT,
                                        "%s moves by %d but looks at %d, so that it never sees what lies between",
                                        pool.name(),
                                        pool.arguments().get(Pooling.STRIDE),
                                        pool.arguments().get(Pooling.KERNEL)))
                        .help(String.format(
                                Locale.ROOT,
                                "a stride of at most %d sees everything",
                                pool.arguments().get(Pooling.KERNEL))));
    }
}
