package org.netloom.compiler.explain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.layer.Sizes;
import org.netloom.compiler.layer.builtin.Conv;
import org.netloom.compiler.layer.builtin.Elementwise;
import org.netloom.compiler.lower.Lowering;
import org.netloom.compiler.lower.MemoryPlan;
import org.netloom.compiler.lower.Optimizations;
import org.netloom.compiler.lower.Program;

/** What an engine is asked to compute in one call, and what it has no kernel of its own for. */
public final class ExplainEngine {
    private ExplainEngine() {}

    /**
     * A convolution of a network.
     *
     * @param in, out channels
     * @param algorithm what the network asks for
     */
    public record Convolution(int in, int out, Axis height, Axis width, int groups, String algorithm) {
        private static Convolution of(Node node) {
            Conv.Settings conv = Conv.settings(node.use());
            Axis height = new Axis(
                    conv.in().height(),
                    conv.kernel().height(),
                    conv.stride().height(),
                    conv.pad().height(),
                    conv.dilation().height());
            Axis width = new Axis(
                    conv.in().width(),
                    conv.kernel().width(),
                    conv.stride().width(),
                    conv.pad().width(),
                    conv.dilation().width());
            return new Convolution(
                    conv.in().channels(), conv.channels(), height, width, conv.groups(), conv.algorithm());
        }
    }

    /**
     * A convolution along one axis.
     *
     * @param input the size of what comes in
     */
    public record Axis(int input, int kernel, int stride, int pad, int dilation) {}

    /**
     * Some lines, each ended by LF.
     *
     * @param batch examples in a step, at least 1
     * @param engine its name
     * @param fallbacks the operations that it leaves to another engine: full names of their classes, or of the method that
     *     makes a constant one of them, {@code org.netloom.op.BatchNorm.ghost}
     * @param algorithm what it computes a convolution by, in the language's word; empty where it has one way only
     */
    public static String text(
            Network network,
            int batch,
            String engine,
            Set<String> fallbacks,
            Function<Convolution, Optional<String>> algorithm) {
        StringBuilder text = new StringBuilder("Engine " + engine + ".\n");
        Program training = Lowering.training(network, Optimizations.ALL);
        Program inference = Lowering.inference(network, Optimizations.ALL);
        line(text, "Training computes in one call: ", inOne(training));
        line(text, "Inference computes in one call: ", inOne(inference));
        line(text, "Inference takes the maximum first, before: ", passed(network, inference.network()));
        algorithms(network, algorithm)
                .forEach((word, convolutions) -> line(text, "It computes by " + word + ": ", convolutions));
        text.append(between(training.memory(), inference.memory(), batch));
        List<String> others = network.nodes().stream()
                .filter(node -> isFallback(node, fallbacks))
                .map(Node::name)
                .toList();
        if (others.isEmpty()) {
            text.append("It has an operation of its own for every layer.\n");
        } else {
            line(text, "It has no kernel for these, and nd4j computes them: ", others);
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String start, List<String> names) {
        if (!names.isEmpty()) {
            text.append(start).append(String.join(", ", names)).append(".\n");
        }
    }

    /** The convolutions of each algorithm, in the order of the network. */
    private static Map<String, List<String>> algorithms(
            Network network, Function<Convolution, Optional<String>> algorithm) {
        Map<String, List<String>> convolutions = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Conv) {
                algorithm
                        .apply(Convolution.of(node))
                        .ifPresent(word -> convolutions
                                .computeIfAbsent(word, key -> new ArrayList<>())
                                .add(node.name()));
            }
        }
        return convolutions;
    }

    /** {@code bn1 + sigmoid1 + maxpool1}, and so on. */
    private static List<String> inOne(Program program) {
        return program.inOne().stream()
                .map(nodes -> nodes.stream().map(Node::name).collect(Collectors.joining(" + ")))
                .toList();
    }

    /** The activations that a pooling went before: they moved back. */
    private static List<String> passed(Network network, Network inOrder) {
        List<String> before = network.nodes().stream().map(Node::name).toList();
        List<String> passed = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Node node = inOrder.nodes().get(i);
            if (node.layer() instanceof Elementwise && !node.name().equals(before.get(i))) {
                passed.add(node.name());
            }
        }
        return passed;
    }

    private static String between(MemoryPlan training, MemoryPlan inference, int batch) {
        if (training.between() == 0 && inference.between() == 0) {
            return "";
        }
        return "Between the parts of a call lie %s in training and %s in inference; an engine with a kernel for the whole takes no memory for them.\n"
                .formatted(memory(training, batch), memory(inference, batch));
    }

    private static String memory(MemoryPlan plan, int batch) {
        return Explain.memory(Explain.bytes(Sizes.times(plan.between(), batch)));
    }

    private static boolean isFallback(Node node, Set<String> fallbacks) {
        Constant operation = node.layer().constant(node.use());
        String type = operation.type().getName();
        return fallbacks.contains(type)
                || fallbacks.stream()
                        .filter(name -> name.startsWith(type + "."))
                        .anyMatch(name -> operation.calls(name.substring(type.length() + 1)));
    }
}
