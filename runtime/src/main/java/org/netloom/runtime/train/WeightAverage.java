package org.netloom.runtime.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.AverageUpdate;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/**
 * The average of what a training moves. It takes each step in, and changes places with the parameters where those are to be
 * measured and kept.
 */
final class WeightAverage implements AutoCloseable {
    private final Network network;
    private final Averaging.@Nullable Run run;
    private final AverageUpdate.Kernel kernel;
    private final List<Gradient> moved;
    /** The averages, or while those stand in the network what training goes on with, by the parameters' names. */
    private final Map<String, NdArray> apart = new LinkedHashMap<>();
    /** The same, in the order of {@link #moved}. */
    private final List<NdArray> arrays;

    private long averaged;
    private boolean shown;

    /**
     * @param run null where nothing is averaged
     * @param moved the gradients of the parameters that training moves
     */
    WeightAverage(Network network, Averaging.@Nullable Run run, List<Gradient> moved) {
        this.network = network;
        this.run = run;
        this.moved = moved;
        kernel = network.engine().kernel(new AverageUpdate());
        if (run != null) {
            for (Gradient gradient : moved) {
                apart.put(
                        gradient.parameter().name(),
                        network.engine().zeros(gradient.value().values().shape()));
            }
        }
        arrays = List.copyOf(apart.values());
    }

    /** Takes in the parameters behind a step, counted from 1. */
    void step(long step) {
        double weight = run == null ? 0 : run.weight(step, averaged);
        if (weight == 0) {
            return;
        }
        for (int i = 0; i < arrays.size(); i++) {
            NdArray parameter = moved.get(i).parameter().array();
            if (averaged == 0) {
                arrays.get(i).values().assign(parameter.values());
            } else {
                kernel.update(weight, arrays.get(i), parameter);
            }
        }
        averaged++;
    }

    /** How many steps have counted. */
    long averaged() {
        return averaged;
    }

    /** Whether the averages stand in the network. */
    boolean isShown() {
        return shown;
    }

    /** Puts the averages into the network; moving statistics are not theirs yet. */
    void show() {
        exchange();
        shown = true;
    }

    /** Puts back what training goes on with. */
    void hide() {
        exchange();
        shown = false;
    }

    private void exchange() {
        for (int i = 0; i < arrays.size(); i++) {
            INDArray parameter = moved.get(i).parameter().value();
            INDArray other = arrays.get(i).values();
            try (INDArray copy = parameter.dup()) {
                parameter.assign(other);
                other.assign(copy);
            }
        }
        network.parametersChanged();
    }

    /** What training goes on with, by the parameters' names: a checkpoint has the averages under the usual ones. */
    Map<String, NdArray> apart() {
        return apart;
    }

    /** Goes on from averages that stand in the network, and {@link #apart}; from the beginning where none has counted. */
    void resume(long count) {
        averaged = count;
        if (count > 0) {
            hide();
        }
    }

    @Override
    public void close() {
        arrays.forEach(NdArray::close);
    }
}
