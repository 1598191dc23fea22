package org.netloom.runtime.inspect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.parameter.Gradient;

/** Makes one step of an optimizer that has seen none before, measures it, and takes it back. */
final class Step {
    private Step() {}

    /** A parameter's sums of squares. */
    private record Sums(String parameter, long size, double gradient, double change, double value) {
        /** {@code conv1} of {@code conv1.weight}. */
        String layer() {
            return parameter.substring(0, parameter.lastIndexOf('.'));
        }

        LayerStep report(String name, List<LayerStep> parts) {
            @Nullable Double relative = value == 0 ? null : Math.sqrt(change / value);
            return new LayerStep(name, size, Math.sqrt(gradient / size), relative, parts);
        }

        Sums plus(Sums other) {
            return new Sums(
                    parameter,
                    size + other.size,
                    gradient + other.gradient,
                    change + other.change,
                    value + other.value);
        }
    }

    /**
     * Measures the step that follows from the gradients of a pass, which mean nothing afterwards.
     *
     * @return the layers that are trained, in forward order
     */
    static List<LayerStep> measure(Network network, TrainingPass pass, OptimizerConfig config) {
        List<INDArray> before = new ArrayList<>();
        try (Optimizer optimizer = pass.optimizer(config)) {
            List<double[]> gradients = new ArrayList<>();
            for (Gradient gradient : pass.gradients()) {
                gradients.add(Values.of(gradient.value().values()));
                before.add(gradient.parameter().value().dup('c'));
            }
            optimizer.step();
            List<Sums> sums = new ArrayList<>();
            for (int i = 0; i < gradients.size(); i++) {
                sums.add(sums(pass.gradients().get(i), gradients.get(i), before.get(i)));
            }
            return byLayer(sums);
        } finally {
            for (int i = 0; i < before.size(); i++) {
                pass.gradients().get(i).parameter().value().assign(before.get(i));
                before.get(i).close();
            }
            network.parametersChanged();
        }
    }

    private static Sums sums(Gradient gradient, double[] derivatives, INDArray before) {
        double[] old = Values.of(before);
        double[] moved = Values.of(gradient.parameter().value());
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= old[i];
        }
        return new Sums(
                gradient.parameter().name(),
                old.length,
                Values.squares(derivatives),
                Values.squares(moved),
                Values.squares(old));
    }

    private static List<LayerStep> byLayer(List<Sums> parameters) {
        Map<String, List<Sums>> layers = new LinkedHashMap<>();
        parameters.forEach(sums ->
                layers.computeIfAbsent(sums.layer(), key -> new ArrayList<>()).add(sums));
        List<LayerStep> steps = new ArrayList<>();
        layers.forEach((layer, parts) -> steps.add(parts.stream()
                .reduce(Sums::plus)
                .orElseThrow()
                .report(
                        layer,
                        parts.stream()
                                .map(part -> part.report(part.parameter(), List.of()))
                                .toList())));
        return steps;
    }
}
