package org.netloom.parity;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.TrainPlan.Part;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.problem.ProblemRenderer;
import org.netloom.compiler.source.SourceFile;
import org.netloom.parity.Agreement.What;

/**
 * Runs a network here and in PyTorch from the same weights: a forward and backward pass, an inference pass, and five
 * steps of the optimizer, each on a batch of its own.
 */
final class ParityCheck {
    static final int STEPS = 5;
    private static final int MOST_DRAWS = 5;

    /** Layers whose derivative jumps where the output changes its sign. */
    private static final Set<String> KINKED = Set.of("relu", "leaky_relu");

    /** With other arguments a net of these tests says which statistics it means. */
    private static final Pattern DEFAULT_BN = Pattern.compile("\\bbn\\b(?!\\s*\\()");

    private ParityCheck() {}

    /** Compiles this text, which has no errors. */
    static Compilation compile(String name, String text) {
        return compile(new SourceFile(name, text), CompilerOptions.defaults());
    }

    /** Compiles a file that has no errors, with moving averages as PyTorch can compute them. */
    static Compilation compile(SourceFile file, CompilerOptions options) {
        SourceFile averaging = new SourceFile(file.name(), averaging(file.text()));
        Compilation compilation = NetCompiler.compile(List.of(averaging), options);
        assertThat(compilation.succeeded())
                .as(ProblemRenderer.plain().render(compilation.problems()))
                .isTrue();
        return compilation;
    }

    /** PyTorch's moving means follow no weights: a bn that says nothing of its statistics is to say {@code ema}. */
    private static String averaging(String text) {
        return DEFAULT_BN.matcher(text).replaceAll("bn(stats=ema)");
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
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            Draws draws = new Draws(20 + network.nodes().size() + 1000L * draw);
            Optional<Agreement> agreement = run(compilation, index, examples, objective, precision, slower, draws);
            if (agreement.isPresent()) {
                return agreement.get();
            }
        }
        throw new AssertionError("each of " + MOST_DRAWS + " draws has a value within rounding of a kink");
    }

    /** Nothing where the two sides differ by a jump of a derivative. */
    private static Optional<Agreement> run(
            Compilation compilation,
            int index,
            int examples,
            Objective objective,
            Precision precision,
            double slower,
            Draws draws) {
        Network network = compilation.networks().get(index);
        Agreement agreement = new Agreement(precision);
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
                    if (!sameSides(network, mine.outputs(), theirs.outputs())) {
                        return Optional.empty();
                    }
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
        return Optional.of(agreement);
    }

    /**
     * Whether each relu has every value on the same side of 0, where its derivative jumps. Else a value lies within rounding
     * of 0, and one side lets a gradient through that the other stops: nobody's float can be held to that.
     */
    private static boolean sameSides(Network network, Map<String, double[]> ours, Map<String, double[]> theirs) {
        return network.nodes().stream()
                .filter(node -> KINKED.contains(node.layer().name()))
                .map(Node::name)
                .allMatch(name -> Arrays.equals(sides(ours.get(name)), sides(theirs.get(name))));
    }

    private static int[] sides(double @Nullable [] values) {
        return Arrays.stream(requireNonNull(values))
                .mapToInt(value -> Double.compare(value + 0.0, 0))
                .toArray();
    }

    /** What the train section says, or TrainConfig's default. */
    static Part optimizer(Network network) {
        Part plan = network.train().optimizer();
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
