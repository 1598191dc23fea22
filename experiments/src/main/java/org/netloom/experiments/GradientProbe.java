package org.netloom.experiments;

import java.util.LinkedHashMap;
import java.util.Map;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.parameter.Gradient;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.train.GradientListener;

/**
 * Records the root mean square of the gradient by each layer's weights: of the first step, as epoch 0, and over all
 * steps of each epoch.
 */
final class GradientProbe implements Probe, GradientListener {
    private final RunRecord record;
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private long steps;
    private boolean first = true;

    GradientProbe(RunRecord record) {
        this.record = record;
    }

    /** The series of a layer: {@code gradient/conv1}. */
    static String series(String layer) {
        return "gradient/" + layer;
    }

    @Override
    public void backward(TrainingPass pass) {
        for (Gradient gradient : pass.gradients()) {
            if (gradient.parameter().role() == Role.WEIGHT) {
                String name = gradient.parameter().name();
                double norm = gradient.value().values().norm2Number().doubleValue();
                double meanSquare = norm * norm / gradient.value().values().length();
                sums.merge(name.substring(0, name.indexOf('.')), meanSquare, Double::sum);
            }
        }
        steps++;
    }

    @Override
    public void step(Step step) {
        if (first) {
            first = false;
            sums.forEach((layer, sum) -> record.add(series(layer), step.step(), 0, Math.sqrt(sum)));
        }
    }

    @Override
    public void epoch(Epoch done) {
        sums.forEach((layer, sum) -> record.add(series(layer), done.step(), done.epoch(), Math.sqrt(sum / steps)));
        sums.clear();
        steps = 0;
    }
}
