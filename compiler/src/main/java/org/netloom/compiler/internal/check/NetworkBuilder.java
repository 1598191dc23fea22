package org.netloom.compiler.internal.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.ir.Node.BlockUse;
import org.netloom.compiler.internal.ir.Value;
import org.netloom.compiler.layer.Arguments;
import org.netloom.compiler.layer.Operator;
import org.netloom.compiler.layer.Shape;
import org.netloom.compiler.layer.Use;
import org.netloom.compiler.layer.Weight;
import org.netloom.compiler.problem.Problem;
import org.netloom.compiler.problem.Problems;
import org.netloom.compiler.source.Span;

/** Collects the nodes of a network while its text is walked, and says which weights each takes. */
final class NetworkBuilder {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final Deque<List<Node>> recordings = new ArrayDeque<>();
    private @Nullable Lender lender;
    private int uses;

    /** Gives the nodes of shared layers, one after the other, to those that take their weights. */
    private static final class Lender {
        private final List<Node> owners;
        private int next;

        Lender(List<Node> owners) {
            this.owners = owners;
        }
    }

    List<Node> nodes() {
        return nodes;
    }

    /** A number for one more use of a block. */
    int nextUse() {
        return ++uses;
    }

    /**
     * A new node, or null where it does not fit the weights that it should share, which is reported.
     *
     * @param call as a person would write it
     */
    @Nullable Node add(
            Operator layer,
            Arguments arguments,
            String call,
            List<Value> inputs,
            Shape shape,
            List<BlockUse> blockUses,
            Span span,
            Problems problems) {
        String name = layer.name() + ordinals.merge(layer.name(), 1, Integer::sum);
        Use use = new Use(arguments, inputs.stream().map(Value::shape).toList(), shape);
        List<Weight> weights = layer.weights(use);
        String owner = name;
        if (!weights.isEmpty() && lender != null) {
            Node lent = lender.next < lender.owners.size() ? lender.owners.get(lender.next++) : null;
            if (lent == null || lent.layer() != layer || !lent.weights().equals(weights)) {
                problems.add(mismatch(call, weights, lent, span));
                return null;
            }
            owner = lent.owner();
        }
        Node node = new Node(name, layer, arguments, inputs, shape, owner, new Node.Origin(call, blockUses, span));
        nodes.add(node);
        if (!weights.isEmpty()) {
            recordings.forEach(recording -> recording.add(node));
        }
        return node;
    }

    private static Problem mismatch(String call, List<Weight> weights, @Nullable Node lent, Span span) {
        if (lent == null) {
            return Problem.error(
                    "share.mismatch", span, "%s has no counterpart in the layers that it shares".formatted(call));
        }
        Problem problem = Problem.error(
                "share.mismatch",
                span,
                "%s would have weights %s here, and those that it shares, of %s, are %s"
                        .formatted(call, described(weights), lent.call(), described(lent.weights())));
        return problem.help("the shapes that come in must be the same").related(lent.span(), "they are made here");
    }

    private static String described(List<Weight> weights) {
        return String.join(
                " and ",
                weights.stream()
                        .map(weight -> weight.shape().stream()
                                .map(String::valueOf)
                                .reduce((a, b) -> a + "x" + b)
                                .orElse(""))
                        .toList());
    }

    /** Runs this, and gives the nodes with weights that it made, their own or shared. */
    List<Node> recording(Runnable walk) {
        List<Node> recording = new ArrayList<>();
        recordings.push(recording);
        walk.run();
        recordings.pop();
        return recording;
    }

    /**
     * Runs this with the weights of these nodes. Inside of layers that are shared already it changes nothing: theirs were
     * recorded when they were made, those that they shared themselves included.
     */
    void sharing(List<Node> owners, Runnable walk) {
        Lender outer = lender;
        if (outer == null) {
            lender = new Lender(owners);
        }
        walk.run();
        lender = outer;
    }

    /** The nodes whose output nobody takes, but for the network's output. */
    List<Node> unused(Value output) {
        Set<String> taken = new HashSet<>();
        taken.add(output.name());
        nodes.forEach(node -> node.inputs().forEach(input -> taken.add(input.name())));
        return nodes.stream().filter(node -> !taken.contains(node.name())).toList();
    }
}
