package org.netloom.parity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.CompilerOptions;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.ir.Network;
import org.netloom.compiler.ir.Node;
import org.netloom.compiler.ir.TrainPlan.OptimizerPlan;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.source.SourceFile;
import org.netloom.parity.Agreement.What;

/**
 * Runs a network here and in PyTorch from the same weights: a forward and backward pass, an inference pass, and five
 * steps of the optimizer, each on a batch of its own.
 */
final class ParityCheck {
    static final int STEPS = 5;

    private ParityCheck() {}

    /** Compiles this text, which has no errors. */
    static Compilation compile(String name, String text) {
        return compile(new SourceFile(name, text), CompilerOptions.defaults());
    }

    /** Compiles a file that has no errors. */
    static Compilation compile(SourceFile file, CompilerOptions options) {
        Compilation compilation = NetCompiler.compile(List.of(file), options);
        assertThat(compilation.succeeded())
                .as(ProblemRenderer.plain().render(compilation.problems()))
                .isTrue();
        return compilation;
    }

    /** The shapes that the generated class has are PyTorch's. */
    static void requireSameParameters(Network network) {
        Map<String, List<Integer>> ours = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            node.weights().stream()
                    .filter(weight -> node.ownsWeights() && weight.role().trained())
                    .forEach(weight -> ours.put(node.name() + "." + weight.key(), weight.shape()));
        }
        assertThat(ours).containsExactlyEntriesOf(TorchNetwork.parameterShapes(network));
    }

    /** Compares the {@code index}-th net of a compilation. */
    static Agreement run(Compilation compilation, int index, int examples, Objective objective, Precision precision) {
        return run(compilation, index, examples, objective, precision, 1);
    }

    /**
     * The same with a slower optimizer.
     *
     * @param slower what the learning rate is divided by
     */
    static Agreement run(
            Compilation compilation, int index, int examples, Objective objective, Precision precision, double slower) {
        Network network = compilation.networks().get(index);
        requireSameParameters(network);
        Agreement agreement = new Agreement(precision);
        Draws draws = new Draws(20 + network.nodes().size());
        try (NetloomNetwork ours = new NetloomNetwork(compilation.classes().get(index), precision.nd4j(), slower);
                TorchNetwork exact = new TorchNetwork(network, optimizer(network), slower)) {
            Map<String, double[]> start = draws.parameters(ours.parameterList());
            ours.load(start);
            exact.load(start);
            double[] unseen = draws.inputs(network, examples);
            Map<String, double[]> inferred = ours.infer(unseen, examples);
            assertThat(inferred).containsKey(network.output().name());
            agreement.add(What.INFERENCE, inferred, exact.infer(unseen, examples));
            for (int step = 1; step <= STEPS; step++) {
                double[] x = draws.inputs(network, examples);
                double[] target = target(objective, network, examples, draws);
                Step mine = ours.step(x, examples, objective, target);
                Map<String, double[]> masks = masks(network, x, mine.outputs());
                Step theirs = exact.step(x, examples, masks, objective, target);
                if (step == 1) {
                    agreement.add(What.OUTPUTS, mine.outputs(), theirs.outputs());
                    agreement.add(What.GRADIENTS, mine.gradients(), theirs.gradients(), theirs.terms());
                    assertThat(mine.gradients())
                            .containsOnlyKeys(theirs.gradients().keySet());
                }
                if (objective != Objective.PROJECTION) {
                    agreement.add(What.LOSS, "step " + step, mine.loss(), theirs.loss());
                }
                ours.update();
                exact.update();
            }
            agreement.add(What.PARAMETERS, ours.parameters(), exact.parameters());
        }
        return agreement;
    }

    /** What the train section says, or TrainConfig's default. */
    static OptimizerPlan optimizer(Network network) {
        OptimizerPlan plan = network.train().optimizer();
        return plan != null
                ? plan
                : requireNonNull(
                        compile("default.net", "net A { input(2) dense(2) } train A { optimizer sgd(lr = 0.1) }")
                                .networks()
                                .get(0)
                                .train()
                                .optimizer());
    }

    private static double[] target(Objective objective, Network network, int examples, Draws draws) {
        int size = Math.toIntExact(network.output().shape().size());
        if (objective != Objective.CROSS_ENTROPY) {
            return draws.values((long) examples * size, 1.0 / size);
        }
        List<Integer> output = network.output().shape().dims();
        int classes = output.get(output.size() - 1);
        return draws.classes(examples * size / classes, classes);
    }

    /**
     * What each dropout multiplied with, 0 or 1 / (1 - p), from its input and output. Where the input is 0 this cannot be
     * known, and matters to nobody whose gradient is 0 there, as relu's is.
     */
    private static Map<String, double[]> masks(Network network, double[] x, Map<String, double[]> outputs) {
        Map<String, double[]> masks = new LinkedHashMap<>();
        for (Node node : network.nodes()) {
            if (node.layer().name().equals("dropout")) {
                String from = node.inputs().get(0).name();
                double[] input = from.equals(Network.INPUT) ? x : outputs.get(from);
                double[] output = outputs.get(node.name());
                double[] mask = new double[input.length];
                for (int i = 0; i < mask.length; i++) {
                    mask[i] = input[i] == 0 ? 0 : output[i] / input[i];
                }
                masks.put(node.name() + ".mask", mask);
            }
        }
        return masks;
    }
}
