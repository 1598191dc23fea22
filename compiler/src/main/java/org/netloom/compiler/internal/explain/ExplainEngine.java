package org.netloom.compiler.internal.explain;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;
import org.netloom.compiler.internal.builtin.Conv;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.lower.Lowering;
import org.netloom.compiler.internal.lower.MemoryPlan;
import org.netloom.compiler.internal.lower.Program;
import org.netloom.compiler.layer.Constant;
import org.netloom.compiler.options.Optimizations;

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

    /** Whose kernel computes an operation. */
    public enum KernelOf {
        /** The engine's own. */
        ENGINE,
        /** The operation's, which any engine runs. */
        OPERATION,
        /** That of another engine. */
        FALLBACK,
        /** None. */
        NOBODY
    }

    /** What the compiler asks of an engine. */
    public interface Facts {
        /** Its name. */
        String name();

        /** Whose kernel computes the operations of this class. */
        KernelOf kernelOf(String className);

        /** The name of the engine that it falls back on; empty where there is none. */
        String fallback();

        /** What it computes a convolution by, in the language's word; empty where it has one way only. */
        Optional<String> algorithm(Convolution convolution);
    }

    /**
     * Some lines, each ended by LF.
     *
     * @param batch examples in a step, at least 1
     */
    public static String text(Network network, int batch, Facts engine) {
        StringBuilder text = new StringBuilder("Engine " + engine.name() + ".\n");
        Program training = Lowering.training(network, Optimizations.ALL);
        Program inference = Lowering.inference(network, Optimizations.ALL);
        line(text, "Training computes in one call: ", inOne(training));
        line(text, "Inference computes in one call: ", inOne(inference));
        line(text, "Inference takes the maximum first, before: ", passed(network, inference.network()));
        algorithms(network, engine)
                .forEach((word, convolutions) -> line(text, "It computes by " + word + ": ", convolutions));
        text.append(between(training.memory(), inference.memory(), batch));
        Map<KernelOf, List<String>> kernels = kernels(network, engine);
        line(
                text,
                "It has no kernel for these, and " + engine.fallback() + " computes them: ",
                kernels.getOrDefault(KernelOf.FALLBACK, List.of()));
        line(
                text,
                "It has no kernel for these, and their operations bring one, which any engine runs: ",
                kernels.getOrDefault(KernelOf.OPERATION, List.of()));
        line(text, "It cannot compute these: ", kernels.getOrDefault(KernelOf.NOBODY, List.of()));
        if (kernels.isEmpty()) {
            text.append("It has an operation of its own for every layer.\n");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String start, List<String> names) {
        if (!names.isEmpty()) {
            text.append(start).append(String.join(", ", names)).append(".\n");
        }
    }

    /** The convolutions of each algorithm, in the order of the network. */
    private static Map<String, List<String>> algorithms(Network network, Facts engine) {
        Map<String, List<String>> convolutions = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (node.layer() instanceof Conv) {
                engine.algorithm(Convolution.of(node))
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
            if (node.layer().isActivation() && !node.name().equals(before.get(i))) {
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

    /** The layers whose kernels are not the engine's own, in the order of the network. */
    private static Map<KernelOf, List<String>> kernels(Network network, Facts engine) {
        Map<KernelOf, List<String>> others = new EnumMap<>(KernelOf.class);
        for (Node node : network.nodes()) {
            Constant operation = node.layer().constant(node.use());
            KernelOf kernel = operation.isSite()
                    ? KernelOf.ENGINE
                    : engine.kernelOf(operation.type().getName());
            if (kernel != KernelOf.ENGINE) {
                others.computeIfAbsent(kernel, key -> new ArrayList<>()).add(node.name());
            }
        }
        return others;
    }
}
