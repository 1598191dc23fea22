package org.netloom.compiler.internal.lint;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.arithmetic.Window;
import org.netloom.compiler.internal.builtin.AvgPool;
import org.netloom.compiler.internal.builtin.Conv;
import org.netloom.compiler.internal.builtin.ConvTranspose;
import org.netloom.compiler.internal.builtin.MaxPool;
import org.netloom.compiler.internal.builtin.Pooling;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.layer.Pair;
import org.netloom.compiler.layer.Parameter;
import org.netloom.compiler.layer.Shape;
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
        Pair pad = pool.arguments().get(Pooling.PAD);
        long rows = unusedRows(pool, in, pad.height());
        long columns = unusedColumns(pool, in, pad.width());
        if (rows == 0 && columns == 0) {
            return Optional.empty();
        }
        return Optional.of(Problem.warning(
                        "shape.rows-unused",
                        pool.span(),
                        "%s leaves %s of the %sx%s input unused"
                                .formatted(pool.name(), lines(rows, columns), in.height(), in.width()))
                .help(padThatUsesAll(pool, in)));
    }

    private static long unusedRows(Node pool, Shape.Image in, int pad) {
        Pair kernel = pool.arguments().get(Pooling.KERNEL);
        return Window.unused(
                in.height(),
                kernel.height(),
                pool.arguments().get(Pooling.STRIDE).height(),
                pad,
                1);
    }

    private static long unusedColumns(Node pool, Shape.Image in, int pad) {
        Pair kernel = pool.arguments().get(Pooling.KERNEL);
        return Window.unused(
                in.width(), kernel.width(), pool.arguments().get(Pooling.STRIDE).width(), pad, 1);
    }

    private static @Nullable String padThatUsesAll(Node pool, Shape.Image in) {
        Pair kernel = pool.arguments().get(Pooling.KERNEL);
        Pair pad = pool.arguments().get(Pooling.PAD);
        // Windows that are further apart than they are wide skip rows in between, whatever the padding.
        if (skips(pool.arguments().get(Pooling.STRIDE), kernel)) {
            return null;
        }
        if (kernel.square() && pad.square()) {
            return least(
                            pad.height() + 1,
                            kernel.height() / 2,
                            same -> unusedRows(pool, in, same) == 0 && unusedColumns(pool, in, same) == 0)
                    .map("pad=%s uses all of them"::formatted)
                    .orElse(null);
        }
        Optional<Integer> above = least(pad.height(), kernel.height() / 2, rows -> unusedRows(pool, in, rows) == 0);
        Optional<Integer> beside =
                least(pad.width(), kernel.width() / 2, columns -> unusedColumns(pool, in, columns) == 0);
        return above.isEmpty() || beside.isEmpty()
                ? null
                : "pad=%s uses all of them".formatted(new Pair(above.get(), beside.get()));
    }

    private static Optional<Integer> least(int from, int to, IntPredicate suits) {
        return IntStream.rangeClosed(from, to).filter(suits).boxed().findFirst();
    }

    private static boolean skips(Pair stride, Pair kernel) {
        return stride.height() > kernel.height() || stride.width() > kernel.width();
    }

    private static String lines(long rows, long columns) {
        String rowText = rows == 1 ? "the last row" : "the last %s rows".formatted(rows);
        String columnText = columns == 1 ? "the last column" : "the last %s columns".formatted(columns);
        if (rows == 0 || columns == 0) {
            return rows == 0 ? columnText : rowText;
        }
        return rowText + " and " + columnText;
    }

    /** Windows further apart than they are wide. */
    static Stream<Problem> pixelsSkipped(Network network) {
        Stream<Problem> ofPoolings = poolings(network)
                .flatMap(pool ->
                        skipped(pool, Pooling.STRIDE, pool.arguments().get(Pooling.KERNEL), "sees", "looks at"));
        Stream<Problem> ofConvolutions = Lint.of(network, Conv.class)
                .filter(conv -> !isShortcut(conv))
                .flatMap(conv -> skipped(conv, Conv.STRIDE, reach(conv), "sees", "looks at"));
        Stream<Problem> ofTransposed = Lint.of(network, ConvTranspose.class)
                .flatMap(conv -> skipped(
                        conv, ConvTranspose.STRIDE, conv.arguments().get(ConvTranspose.KERNEL), "fills", "writes"));
        return Stream.of(ofPoolings, ofConvolutions, ofTransposed).flatMap(each -> each);
    }

    /** The way around a residual block that halves the image, a convolution of 1x1 with stride 2. */
    private static boolean isShortcut(Node conv) {
        Pair stride = conv.arguments().get(Conv.STRIDE);
        return conv.arguments().get(Conv.KERNEL).is(1) && Math.max(stride.height(), stride.width()) <= 2;
    }

    /** From the first to the last element of a convolution's window. */
    private static Pair reach(Node conv) {
        Pair kernel = conv.arguments().get(Conv.KERNEL);
        Pair dilation = conv.arguments().get(Conv.DILATION);
        // A window that fits an image and its padding may still be longer than an int.
        return new Pair((int) Math.min(Integer.MAX_VALUE, Window.extent(kernel.height(), dilation.height())), (int)
                Math.min(Integer.MAX_VALUE, Window.extent(kernel.width(), dilation.width())));
    }

    private static Stream<Problem> skipped(
            Node node, Parameter<Pair> parameter, Pair reach, String never, String does) {
        Pair stride = node.arguments().get(parameter);
        return !skips(stride, reach)
                ? Stream.empty()
                : Stream.of(Problem.warning(
                                "shape.pixels-skipped",
                                Lint.place(node, parameter),
                                "%s moves by %s but %s %s, so that it never %s what lies between"
                                        .formatted(node.name(), stride, does, reach, never))
                        .help("a stride of at most %s %s everything".formatted(reach, never)));
    }

    /** A padding so wide that the outer windows of a convolution see nothing of the image. */
    static Stream<Problem> windowsOfPadding(Network network) {
        return Lint.of(network, Conv.class)
                .filter(conv -> {
                    Pair pad = conv.arguments().get(Conv.PAD);
                    Pair reach = reach(conv);
                    return pad.height() >= reach.height() || pad.width() >= reach.width();
                })
                .map(conv -> Problem.warning(
                                "shape.windows-of-padding",
                                Lint.place(conv, Conv.PAD),
                                "pad=%s is as wide as the %s window of %s, whose outer places see zeros alone"
                                        .formatted(
                                                conv.arguments().get(Conv.PAD),
                                                reach(conv).by(),
                                                conv.name()))
                        .help("pad=%s is the most that makes sense"
                                .formatted(reach(conv).map(size -> size - 1))));
    }
}
