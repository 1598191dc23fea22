package org.netloom.runtime.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/** Several optimizers of one kind side by side, each for the parameters of one factor on the learning rate. */
final class OptimizerGroups implements Optimizer {
    private final List<Gradient> gradients;
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, NdArray> state = new LinkedHashMap<>();
    /** Of each gradient. */
    private final List<Place> places = new ArrayList<>();

    private record Group(double factor, Optimizer optimizer) {}

    /** The optimizer of a gradient, and its index there. */
    private record Place(Optimizer optimizer, int index) {}

    OptimizerGroups(
            OptimizerConfig config, List<Gradient> gradients, ToDoubleFunction<Gradient> factor, Engine engine) {
        this.gradients = gradients;
        Map<Double, List<Gradient>> byFactor = new LinkedHashMap<>();
        for (Gradient gradient : gradients) {
            byFactor.computeIfAbsent(factor.applyAsDouble(gradient), same -> new ArrayList<>())
                    .add(gradient);
        }
        Map<Gradient, Place> found = new LinkedHashMap<>();
        byFactor.forEach((each, those) -> {
            Optimizer optimizer = config.withLearningRate(each * config.learningRate())
                    .optimizer(Collections.unmodifiableList(those), engine);
            groups.add(new Group(each, optimizer));
            state.putAll(optimizer.state());
            for (int i = 0; i < those.size(); i++) {
                found.put(those.get(i), new Place(optimizer, i));
            }
        });
        gradients.forEach(gradient -> places.add(Objects.requireNonNull(found.get(gradient))));
    }

    @Override
    public List<Gradient> gradients() {
        return gradients;
    }

    @Override
    public void learningRate(double rate) {
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).optimizer().learningRate(groups.get(i).factor() * rate);
        }
    }

    @Override
    public long steps() {
        return groups.stream()
                .mapToLong(group -> group.optimizer().steps())
                .max()
                .orElse(0);
    }

    @Override
    public Map<String, NdArray> state() {
        return Collections.unmodifiableMap(state);
    }

    @Override
    public void resume(long steps) {
        groups.forEach(group -> group.optimizer().resume(steps));
    }

    @Override
    public void begin() {
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).optimizer().begin();
        }
    }

    @Override
    public void update(int gradient) {
        Place place = places.get(gradient);
        place.optimizer().update(place.index());
    }

    @Override
    public void step() {
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).optimizer().step();
        }
    }

    @Override
    public void close() {
        groups.forEach(group -> group.optimizer().close());
        state.clear();
    }
}
