package org.netloom.compiler.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.netloom.compiler.emit.PassMemory;
import org.netloom.compiler.ir.BatchNormFolding;
import org.netloom.compiler.ir.GradientFlow;
import org.netloom.compiler.ir.MemoryPlan;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.Optimizations;
import org.netloom.compiler.layer.Operator.Kept;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.layer.builtin.BatchNorm;

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

    /**
     * A row for each layer and one for the total, aligned, each line ended by LF.
     *
     * <p>FLOPs are those of the forward pass for one example, a multiplication and an addition counted as two.
     * Activations are the outputs for one example, training memory all that the training pass holds at this batch size:
     * outputs, their gradients, what is kept for the way back, and the gradients of the weights; both in float. The
     * columns count each tensor; the line behind them says what they take with the memory that tensors share.
     *
     * @param batch examples in a step, at least 1
     */
    public static String table(Network network, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch);
        }
        GradientFlow flow = new GradientFlow(network);
        Table table = new Table("layer", "", "output", "parameters", "FLOPs", "activations", "training");
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
                    count(node.parameters()),
                    count(cost),
                    memory(own),
                    memory(held));
            flops = Sizes.plus(flops, cost);
            activations = Sizes.plus(activations, own);
            training = Sizes.plus(training, held);
        }
        table.total("total", "", "", count(network.parameters()), count(flops), memory(activations), memory(training));
        return String.format(
                Locale.ROOT,
                "%s  (%s)\n\n%s\nFLOPs: forward, one example. Activations: one example. Training: a batch of %d, in float.\n%s%s",
                network.name(),
                network.span().shortPosition(),
                table.text(),
                batch,
                shared(network, batch),
                folding(network));
    }

    /** {@code Shared memory: values and their gradients take 27.7 MB in training, not 31.9 MB; …}. */
    private static String shared(Network network, int batch) {
        return "Shared memory: values and their gradients take %s in training; values take %s in inference.\n"
                .formatted(
                        memory(PassMemory.training(network, Optimizations.ALL), batch),
                        memory(PassMemory.inference(network, Optimizations.ALL), batch));
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

    private static String count(long number) {
        return number == 0 ? "-" : String.format(Locale.ROOT, "%,d", number);
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
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    /** Columns as wide as their widest cell, the first three to the left, the others to the right. */
    private static final class Table {
        private static final int LEFT = 3;

        private final List<String[]> rows = new ArrayList<>();

        Table(String... heads) {
            rows.add(heads);
        }

        void row(String... cells) {
            rows.add(cells);
        }

        void total(String... cells) {
            rows.add(new String[cells.length]);
            rows.add(cells);
        }

        String text() {
            int columns = rows.get(0).length;
            int[] widths = new int[columns];
            for (String[] row : rows) {
                for (int i = 0; i < columns; i++) {
                    widths[i] = Math.max(widths[i], row[i] == null ? 0 : row[i].length());
                }
            }
            StringBuilder text = new StringBuilder();
            for (String[] row : rows) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < columns; i++) {
                    String cell = row[i] == null ? "-".repeat(widths[i]) : row[i];
                    String pad = " ".repeat(widths[i] - cell.length());
                    line.append(i == 0 ? "  " : "   ").append(i < LEFT ? cell + pad : pad + cell);
                }
                text.append(line.toString().stripTrailing()).append('\n');
            }
            return text.toString();
        }
    }
}
