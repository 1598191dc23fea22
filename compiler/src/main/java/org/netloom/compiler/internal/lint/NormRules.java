package org.netloom.compiler.internal.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.netloom.compiler.internal.builtin.BatchNorm;
import org.netloom.compiler.internal.builtin.Bias;
import org.netloom.compiler.internal.builtin.Dropout;
import org.netloom.compiler.internal.builtin.GroupNorm;
import org.netloom.compiler.internal.builtin.LayerNorm;
import org.netloom.compiler.internal.ir.Consumers;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.problem.Problem;

/** Normalizations beside what they do not go with. */
final class NormRules {
    private NormRules() {}

    /** Half of what a bn after a relu puts out the relu has made equal. */
    static Stream<Problem> afterActivation(Network network) {
        Consumers consumers = new Consumers(network);
        return Lint.of(network, BatchNorm.class)
                .flatMap(bn -> consumers.source(Lint.input(bn)).stream()
                        .filter(node -> node.layer().putsOutNoNegative(node.use()))
                        .map(activation -> Problem.warning(
                                        "layer.bn-after-activation",
                                        bn.span(),
                                        "%s normalizes what %s has made positive"
                                                .formatted(bn.name(), activation.name()))
                                .help("put bn before %s"
                                        .formatted(activation.layer().name()))));
    }

    /**
     * Dropout changes the variance in training but not in inference, and a later bn keeps the statistics of training (Li
     * et al., 2019, "Understanding the disharmony between dropout and batch normalization by variance shift").
     */
    static Stream<Problem> afterDropout(Network network) {
        List<Problem> found = new ArrayList<>();
        List<Node> nodes = network.nodes();
        for (int i = 0; i < nodes.size() && found.isEmpty(); i++) {
            Node dropout = nodes.get(i);
            if (dropout.layer() instanceof Dropout) {
                nodes.subList(i, nodes.size()).stream()
                        .filter(node -> node.layer() instanceof BatchNorm)
                        .findFirst()
                        .ifPresent(bn -> found.add(Problem.warning(
                                        "layer.dropout-before-bn",
                                        dropout.span(),
                                        "%s changes the variance in training only, and %s keeps it for inference"
                                                .formatted(dropout.name(), bn.name()))
                                .help("put dropout behind the last bn")));
            }
        }
        return found.stream();
    }

    /** A bias that the mean takes away again, and that stays only because it is written. */
    static Stream<Problem> biasCanceled(Network network) {
        Consumers consumers = new Consumers(network);
        return network.nodes().stream()
                .filter(node -> node.layer().signature().parameters().contains(Bias.PARAMETER)
                        && node.arguments().get(Bias.PARAMETER))
                .filter(node -> node.arguments().given(Bias.PARAMETER))
                .filter(node -> {
                    List<Node> users = consumers.of(node.output());
                    return users.size() == 1 && users.get(0).layer() instanceof BatchNorm;
                })
                .map(node -> Problem.warning(
                                "layer.bias-canceled",
                                Lint.place(node, Bias.PARAMETER),
                                "%s takes the bias of %s away again, so that it is never trained"
                                        .formatted(
                                                consumers
                                                        .of(node.output())
                                                        .get(0)
                                                        .name(),
                                                node.name()))
                        .help("leave bias=true out"));
    }

    /** The variance of one value is 0, and what is left of it is beta. */
    static Stream<Problem> singleValue(Network network) {
        Stream<Problem> ofBatch = Lint.of(network, BatchNorm.class)
                .filter(bn -> Integer.valueOf(1).equals(network.train().batch())
                        && bn.shape().size() == bn.shape().dims().get(0))
                .map(bn -> Problem.warning(
                                "layer.norm-of-one-value",
                                bn.span(),
                                String.format(
                                        Locale.ROOT,
                                        "%s has no variance to divide by: with batch 1 each of its %d channels has one value",
                                        bn.name(),
                                        bn.shape().dims().get(0)))
                        .help("train with a batch of at least 2"));
        Stream<Problem> ofExample = network.nodes().stream()
                .filter(NormRules::normalizesOneValue)
                .map(norm -> Problem.warning(
                        "layer.norm-of-one-value",
                        norm.span(),
                        "%s normalizes one value at a time, so that it puts out its beta whatever comes in"
                                .formatted(norm.name())));
        return Stream.concat(ofBatch, ofExample);
    }

    private static boolean normalizesOneValue(Node norm) {
        if (norm.layer() instanceof LayerNorm) {
            return LayerNorm.normalized(norm.use()) == 1;
        }
        return norm.layer() instanceof GroupNorm && GroupNorm.normalized(norm.use()) == 1;
    }
}
