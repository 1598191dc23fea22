package org.netloom.runtime.data;

import java.util.List;
import java.util.Locale;
import org.netloom.runtime.Network;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.parameter.Role;

/** Whether a network can take some data: the shape of the inputs, the kind of the targets and their places. */
final class Fit {
    private final Dataset data;
    private final Network network;

    Fit(Dataset data, Network network) {
        this.data = data;
        this.network = network;
    }

    void requireInputs() {
        requireShape();
        requireTokens();
        data.requireFinite(network.engine().dataType());
    }

    void requireTargets(Loss loss) {
        if (data.classes() == 0 && data.targets() == 0) {
            throw new NetworkException(data.name()
                    + (loss.targets().contains(Target.CLASSES)
                            ? " holds no classes, only inputs"
                            : " holds no targets, only inputs"));
        }
        Target target = data.targets() == 0 ? Target.CLASSES : Target.NUMBERS;
        if (!loss.targets().contains(target)) {
            throw new NetworkException(
                    target == Target.CLASSES
                            ? "%s holds a class for each example, and the loss %s takes numbers; cross_entropy takes classes, and of two classes bce, with dense(1)"
                                    .formatted(data.name(), loss.name())
                            : "%s holds numbers for targets, and the loss %s takes classes; mse, mae and huber take numbers, bce numbers from 0 to 1"
                                    .formatted(data.name(), loss.name()));
        }
        requireRows(network);
        requirePositions();
        new TargetFit(data, network, loss).require();
    }

    private void requireShape() {
        List<Integer> expected = network.inputShape();
        if (!data.shape().equals(expected)) {
            throw new NetworkException("%s holds examples of %s but %s takes %s%s"
                    .formatted(
                            data.name(),
                            Shapes.text(data.shape()),
                            network.name(),
                            Shapes.text(expected),
                            isChannelsLast(data.shape(), expected)
                                    ? "; the channels are last: x.transpose(0, 3, 1, 2) puts them first"
                                    : ""));
        }
    }

    private static boolean isChannelsLast(List<Integer> shape, List<Integer> expected) {
        return shape.size() == 3 && expected.equals(List.of(shape.get(2), shape.get(0), shape.get(1)));
    }

    /** A layer embed, which stands right behind the input, must know every token. */
    private void requireTokens() {
        for (Parameter parameter : network.parameters()) {
            if (parameter.role() == Role.TABLE && parameter.value().size(0) < data.tokens()) {
                requireTokens(parameter);
            }
        }
    }

    private void requireTokens(Parameter table) {
        long vocabulary = table.value().size(0);
        float[] tokens = new float[data.shape().get(0)];
        for (int i = 0; i < data.size(); i++) {
            data.copy(i, tokens, 0);
            for (float token : tokens) {
                if (token >= vocabulary) {
                    throw new NetworkException(String.format(
                            Locale.ROOT,
                            "%s holds the token %.0f (example %d) but %s of %s knows %d tokens, 0 to %d; embed(%d, %d) knows all that there are",
                            data.name(),
                            token,
                            i,
                            table.name().substring(0, table.name().lastIndexOf('.')),
                            network.name(),
                            vocabulary,
                            vocabulary - 1,
                            data.tokens(),
                            table.value().size(1)));
                }
            }
        }
    }

    static void requireRows(Network network) {
        if (network.outputShape().size() > 2) {
            throw new NetworkException(
                    "%s puts out an image of %s for each input, where values for classes are a vector; flatten makes one, or gavgpool flatten dense(K)"
                            .formatted(network.name(), Shapes.text(network.outputShape())));
        }
    }

    /** One label and a vector, or as many labels as the sequence has steps. */
    private void requirePositions() {
        List<Integer> output = network.outputShape();
        int positions = output.size() == 1 ? 1 : output.get(0);
        if (positions == data.positions()) {
            return;
        }
        if (data.positions() == 1) {
            throw new NetworkException(
                    "%s has one label an example but %s puts out a sequence of %s; last or mean makes a vector of it, and text (a .txt file) or a y [N, T] in an .npz file has a label for each step"
                            .formatted(data.name(), network.name(), Shapes.text(output)));
        }
        if (output.size() == 1) {
            throw new NetworkException(String.format(
                    Locale.ROOT,
                    "%s has %d labels an example but %s puts out one vector of %d; %s",
                    data.name(),
                    data.positions(),
                    network.name(),
                    output.get(0),
                    isOneHot()
                            ? "they are one-hot: y.argmax(axis=1) makes one class an example of them"
                            : "without last, first, mean or flatten it puts out a sequence"));
        }
        throw new NetworkException(String.format(
                Locale.ROOT,
                "%s has %d labels an example but %s puts out a sequence of %d steps; leave out what changes their number, as class_token does",
                data.name(),
                data.positions(),
                network.name(),
                positions));
    }

    /** Whether of each example's labels one is 1 and all others are 0. */
    private boolean isOneHot() {
        if (data.classes() != 2) {
            return false;
        }
        for (int i = 0; i < data.size(); i++) {
            int ones = 0;
            for (int t = 0; t < data.positions(); t++) {
                ones += data.label(i, t);
            }
            if (ones != 1) {
                return false;
            }
        }
        return true;
    }
}
