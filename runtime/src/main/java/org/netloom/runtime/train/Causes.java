package org.netloom.runtime.train;

import java.util.Comparator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.Network;
import org.netloom.runtime.parameter.Parameter;

/** Why a number became none, as far as that can be told, and what to do about it. */
final class Causes {
    /** Networks are made for inputs of about 1; what is larger than this is likely to be too large. */
    private static final double LARGE = 1000;

    private Causes() {}

    /**
     * Where the loss of a batch is none.
     *
     * @param inputs finite
     * @param stepsBefore how many steps changed the parameters before
     */
    static String of(Network network, INDArray inputs, long stepsBefore, double learningRate) {
        double least = inputs.minNumber().doubleValue();
        double most = inputs.maxNumber().doubleValue();
        boolean largeInputs = Math.max(-least, most) > LARGE;
        String range = "its inputs go from %s to %s, where a network expects about -1 to 1".formatted(least, most);
        if (stepsBefore == 0) {
            return largeInputs ? range + "; scale the data" : largestParameter(network);
        }
        return largeInputs
                ? "%s, so scale the data; %s".formatted(range, learningRate(learningRate))
                : learningRate(learningRate);
    }

    static String learningRate(double rate) {
        return "a learning rate below " + rate + " may help";
    }

    /** No step has been made, so that no learning rate is to blame. */
    private static String largestParameter(Network network) {
        Parameter bad = Finite.firstBadParameter(network);
        if (bad != null) {
            return bad.name() + " was NaN or infinite before the first step";
        }
        return network.parameters().stream()
                .max(Comparator.comparingDouble(Causes::largest))
                .map(parameter -> "no step was made before it, and the largest starting value is %s, of %s"
                        .formatted(largest(parameter), parameter.name()))
                .orElse("no step was made before it, and there is no parameter");
    }

    private static double largest(Parameter parameter) {
        return parameter.value().amaxNumber().doubleValue();
    }
}
