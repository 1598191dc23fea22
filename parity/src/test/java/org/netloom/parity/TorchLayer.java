package org.netloom.parity;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What PyTorch has for a layer: the arrays of its module, and its computation as lines of TorchScript.
 *
 * <p>In a line {@code {x}} is the only input, {@code {xs}} the list of all, {@code {y}} the output, and any other name in
 * braces an array of the module.
 *
 * @param parameters what gradient descent changes, by PyTorch's names
 * @param buffers what the forward pass keeps or is given
 */
record TorchLayer(
        Map<String, List<Integer>> parameters, Set<String> buffers, List<String> training, List<String> inference) {

    /** A layer that does the same in training and in inference. */
    static TorchLayer of(String... lines) {
        return new TorchLayer(new LinkedHashMap<>(), new TreeSet<>(), List.of(lines), List.of(lines));
    }

    TorchLayer parameter(String name, Integer... shape) {
        parameters.put(name, Arrays.asList(shape));
        return this;
    }

    /** The same where the layer has it: a module made with {@code bias=False} has none. */
    TorchLayer parameterIf(boolean present, String name, Integer... shape) {
        return present ? parameter(name, shape) : this;
    }

    TorchLayer buffer(String name) {
        buffers.add(name);
        return this;
    }

    /** What {@code module.eval()} computes. */
    TorchLayer inference(String... lines) {
        return new TorchLayer(parameters, buffers, training, List.of(lines));
    }
}
