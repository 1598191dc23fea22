package org.netloom.compiler.internal.lint;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.netloom.compiler.internal.builtin.BuiltInLosses;
import org.netloom.compiler.internal.builtin.Dropout;
import org.netloom.compiler.internal.builtin.Softmax;
import org.netloom.compiler.internal.ir.Network;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.TrainPlan;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.train.Component;

/** The last layer and the loss. */
final class EndRules {
    /** Those that apply a softmax themselves. */
    private static final Set<Component> SOFTMAX = Set.of(BuiltInLosses.CROSS_ENTROPY, BuiltInLosses.KL);

    private EndRules() {}

    /** The last node that does more than give the output another shape. */
    private static Stream<Node> last(Network network) {
        List<Node> nodes = network.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (!nodes.get(i).layer().reshapes()) {
                return Stream.of(nodes.get(i));
            }
        }
        return Stream.empty();
    }

    /** The loss of the train section, which is cross_entropy where it says nothing of it; of a net that has one. */
    private static Stream<Component> loss(Network network) {
        TrainPlan.Part loss = network.train().loss();
        return network.train().isEmpty()
                ? Stream.empty()
                : Stream.of(loss == null ? BuiltInLosses.CROSS_ENTROPY : loss.component());
    }

    private static boolean trainsByCrossEntropy(Network network) {
        return loss(network).anyMatch(BuiltInLosses.CROSS_ENTROPY::equals);
    }

    static Stream<Problem> softmaxBeforeLoss(Network network) {
        return loss(network)
                .filter(SOFTMAX::contains)
                .flatMap(loss -> last(network)
                        .filter(node -> node.layer() instanceof Softmax)
                        .map(node -> Problem.warning(
                                        "layer.softmax-before-loss",
                                        node.span(),
                                        "the loss %s applies a softmax of its own to what %s puts out"
                                                .formatted(loss.name(), node.name()))
                                .help("leave it out: the largest output is the same class")));
    }

    /** The softmax or the sigmoid of the loss takes numbers of any size. */
    static Stream<Problem> activationBeforeLoss(Network network) {
        return loss(network)
                .filter(loss -> SOFTMAX.contains(loss) || loss.equals(BuiltInLosses.BCE))
                .flatMap(loss -> last(network)
                        .filter(node -> node.layer().isActivation())
                        .map(node -> Problem.warning(
                                        "layer.activation-before-loss",
                                        node.span(),
                                        "the loss %s needs outputs of any size and sign, which %s bends"
                                                .formatted(loss.name(), node.name()))
                                .help("end with the layer before it")));
    }

    static Stream<Problem> dropoutAtEnd(Network network) {
        return last(network)
                .filter(node -> node.layer() instanceof Dropout)
                .map(node -> Problem.warning(
                                "layer.dropout-at-end",
                                node.span(),
                                "%s drops outputs of the network itself".formatted(node.name()))
                        .help("put it before the last layer"));
    }

    /** The softmax of one number is 1, at each step of a sequence too. */
    static Stream<Problem> oneClass(Network network) {
        Shape output = network.output().shape();
        long classes = output instanceof Shape.Sequence sequence ? sequence.features() : output.size();
        return last(network)
                .filter(node -> trainsByCrossEntropy(network) && classes == 1)
                .map(node -> Problem.warning(
                                "train.one-class",
                                node.span(),
                                "the loss cross_entropy is 0 for every input, because %s puts out one class"
                                        .formatted(node.name()))
                        .help("two classes need two outputs, or the loss bce; a number needs mse, mae or huber"));
    }

    static Stream<Problem> nothingTrained(Network network) {
        return network.nodes().stream()
                .limit(1)
                .filter(node ->
                        !network.train().isEmpty() && network.nodes().stream().noneMatch(Node::trained))
                .map(node -> Problem.warning(
                        "train.nothing-to-train",
                        network.span(),
                        "no layer of %s has weights, so that training changes nothing".formatted(network.name())));
    }
}
