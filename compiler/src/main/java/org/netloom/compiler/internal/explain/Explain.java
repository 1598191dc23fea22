package org.netloom.compiler.internal.explain;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.explain.TextTable.Column;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.lower.BatchNormFolding;
import org.netloom.compiler.internal.lower.GradientFlow;
import org.netloom.compiler.internal.lower.Lowering;
import org.netloom.compiler.internal.lower.MemoryPlan;
import org.netloom.compiler.internal.lower.Projections;
import org.netloom.compiler.layer.Operator.Kept;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.options.Optimizations;

/** A network as a table: what each layer puts out and what it costs. */
public final class Explain {
    private static final int BYTES = Float.BYTES;
    private static final int DEFAULT_BATCH = 256;

    private Explain() {}

    /** The batch that a network's train section names, or the default of training. */
    public static int batch(Network network) {
        Integer batch = network.train().batch();
        return batch == null ? DEFAULT_BATCH : batch;
    }

    /** The same as {@link #table(Network, int, int)}, as wide as it becomes. */
    public static String table(Network network, int batch) {
        return table(network, batch, 0);
    }

    /**
     * A row for each layer and one for the total, aligned, each line ended by LF.
     *
     * <p>FLOPs are those of the forward pass for one example, a multiplication and an addition counted as two.
     * Activations are the outputs for one example, training memory all that the training pass holds at this batch size:
     * outputs, their gradients, what is kept for the backward pass, and the gradients of the weights; both in float. The
     * columns count each tensor; the line behind them says what they take with the memory that tensors share.
     *
     * @param batch examples in a step, at least 1
     * @param width how many characters a line may have; 0 for any number. Where it is not enough, counts are rounded and
     *     names are shortened
     */
    public static String table(Network network, int batch, int width) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch);
        }
        TextTable exact = rows(network, batch, false);
        boolean fits = width <= 0 || exact.width() <= width;
        String table = (fits ? exact : rows(network, batch, true)).text(width);
        return "%s\n\n%s\n%s"
                .formatted(
                        Lines.wrap(
                                "%s  (%s)"
                                        .formatted(
                                                network.name(), network.span().shortPosition()),
                                width,
                                2),
                        table,
                        Lines.wrap(
                                "FLOPs: forward, one example. Activations: one example. Training: a batch of " + batch
                                        + ", in float.\n" + shared(network, batch) + folding(network)
                                        + following(network),
                                width,
                                2));
    }

    /** @param brief whether heads and counts are short */
    private static TextTable rows(Network network, int batch, boolean brief) {
        TextTable table = new TextTable(
                Column.NAME, Column.CALL, Column.NAME, Column.NUMBER, Column.NUMBER, Column.NUMBER, Column.NUMBER);
        table.row(
                "layer",
                "",
                "output",
                brief ? "params" : "parameters",
                "FLOPs",
                brief ? "activ." : "activations",
                "training");
        GradientFlow flow = new GradientFlow(network);
        long input = bytes(network.inputShape().size());
        long flops = 0;
        long activations = input;
        long training = Sizes.times(input, batch);
        String dims = network.inputShape().text().replace("x", ", ");
        table.row(
                Network.INPUT,
                "input(" + dims + ")",
                network.inputShape().batched(),
                "",
                "",
                memory(input),
                memory(training));
        for (Node node : network.nodes()) {
            long own = node.layer().reshapes() ? 0 : bytes(node.shape().size());
            long held = training(node, flow, batch);
            long cost = node.layer().flops(node.use());
            table.row(
                    node.name(),
                    node.call(),
                    node.shape().batched(),
                    count(node.parameters(), brief),
                    count(cost, brief),
                    memory(own),
                    memory(held));
            flops = Sizes.plus(flops, cost);
            activations = Sizes.plus(activations, own);
            training = Sizes.plus(training, held);
        }
        table.rule();
        return table.row(
                "total",
                "",
                "",
                count(network.parameters(), brief),
                count(flops, brief),
                memory(activations),
                memory(training));
    }

    /** {@code Shared memory: values and their gradients take 27.7 MB in training, not 31.9 MB; …}. */
    private static String shared(Network network, int batch) {
        return "Shared memory: values and their gradients take %s in training; values take %s in inference.\n"
                .formatted(
                        memory(Lowering.training(network, Optimizations.ALL).memory(), batch),
                        memory(Lowering.inference(network, Optimizations.ALL).memory(), batch));
    }

    private static String memory(MemoryPlan plan, int batch) {
        String shared = memory(held(plan, batch));
        String alone = memory(bytes(Sizes.times(plan.alone(), batch)));
        return shared.equals(alone) ? shared : shared + " (not " + alone + ")";
    }

    private static long held(MemoryPlan plan, int batch) {
        return bytes(Sizes.times(Sizes.plus(plan.touched(), plan.between()), batch));
    }

    /** What inference folds, in a line or two, or nothing where there is no bn. */
    private static String folding(Network network) {
        Map<Node, List<Node>> folded = BatchNormFolding.of(network);
        List<Node> others = network.nodes().stream()
                .filter(node -> node.layer() instanceof BatchNorm && !folded.containsKey(node))
                .toList();
        StringBuilder text = new StringBuilder();
        if (!folded.isEmpty()) {
            text.append(folded.entrySet().stream()
                    .map(entry -> entry.getKey().name() + " into " + names(entry.getValue(), " + "))
                    .collect(Collectors.joining(", ", "Inference folds ", ".\n")));
        }
        if (!others.isEmpty()) {
            text.append(names(others, ", "))
                    .append(others.size() == 1 ? " stays a scale and a shift" : " stay scales and shifts")
                    .append(": no conv or dense alone is before.\n");
        }
        return text.toString();
    }

    /** Whose moving mean follows which weights, in a line or two, or nothing where none is to. */
    private static String following(Network network) {
        Map<Node, Node> follows = Projections.of(network);
        List<Node> others = network.nodes().stream()
                .filter(node -> Projections.asks(node) && !follows.containsKey(node))
                .toList();
        StringBuilder text = new StringBuilder();
        if (!follows.isEmpty()) {
            text.append(follows.entrySet().stream()
                    .map(entry -> entry.getKey().name() + " those of "
                            + entry.getValue().name())
                    .collect(Collectors.joining(", ", "Moving means follow weights: ", ".\n")));
        }
        if (!others.isEmpty()) {
            text.append(names(others, ", "))
                    .append(others.size() == 1 ? " averages batches" : " average batches")
                    .append(" alone: no conv or dense is straight before.\n");
        }
        return text.toString();
    }

    private static String names(List<Node> nodes, String between) {
        return nodes.stream().map(Node::name).collect(Collectors.joining(between));
    }

    /** What the training pass holds of a node: output, gradients by it, what it keeps, gradients by its weights. */
    private static long training(Node node, GradientFlow flow, int batch) {
        long examples = node.layer().reshapes() ? 0 : node.shape().size();
        long once = 0;
        if (flow.has(node.output())) {
            int copies = Math.max(1, flow.contributors(node.output()).size());
            examples = Sizes.plus(
                    examples,
                    node.layer().reshapes()
                            ? 0
                            : Sizes.times(copies, node.shape().size()));
        }
        for (Kept kept : node.layer().kept(node.use())) {
            long size = kept.shape().stream().mapToLong(Integer::longValue).reduce(1, Sizes::times);
            // Statistics of a batch are a few numbers on the host.
            if (!kept.statistics()) {
                examples = Sizes.plus(examples, size);
            }
        }
        for (Weight weight : node.weights()) {
            // The array where it is owned, and each contribution to its gradient.
            int arrays = (node.ownsWeights() ? 1 : 0) + (weight.role().trained() ? 1 : 0);
            once = Sizes.plus(once, Sizes.times(arrays, weight.size()));
        }
        return bytes(Sizes.plus(Sizes.times(examples, batch), once));
    }

    static long bytes(long numbers) {
        return Sizes.times(BYTES, numbers);
    }

    private static String count(long number, boolean brief) {
        return number == 0 ? "-" : brief ? Lines.count(number) : String.format(Locale.ROOT, "%,d", number);
    }

    static String memory(long bytes) {
        if (bytes == 0) {
            return "-";
        }
        if (bytes < 1_000) {
            return bytes + " B";
        }
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        if (bytes < 1_000_000_000) {
            return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
        }
        if (bytes < 1_000_000_000_000L) {
            return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
        }
        return bytes < 1_000_000_000_000_000L
                ? String.format(Locale.ROOT, "%.1f TB", bytes / 1e12)
                : String.format(Locale.ROOT, "%.1e TB", bytes / 1e12);
    }
}
