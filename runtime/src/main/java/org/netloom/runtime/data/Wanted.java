package org.netloom.runtime.data;

import java.util.List;
import org.netloom.runtime.Network;
import org.netloom.runtime.Parameter;

/**
 * What is asked of data.
 *
 * @param inputShape of the network, whose steps are the length of an example of text; empty where none is known
 * @param tokens whether the network begins with embed, for which whole numbers are tokens and no pixels
 * @param labels whether the classes of the examples are needed; where they are not, they are not even read
 */
record Wanted(List<Integer> inputShape, boolean tokens, boolean labels) {
    /** Inputs and classes for a network of which the shape alone is known. */
    static Wanted of(List<Integer> inputShape) {
        return new Wanted(inputShape, false, true);
    }

    /** Inputs and classes for a network. */
    static Wanted of(Network network) {
        boolean tokens = network.parameters().stream().anyMatch(parameter -> parameter.role() == Parameter.Role.TABLE);
        return new Wanted(network.inputShape(), tokens, true);
    }

    Wanted withoutLabels() {
        return new Wanted(inputShape, tokens, false);
    }
}
