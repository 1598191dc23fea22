package org.netloom.runtime.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.statistics.MovingStatistics;

/** Ends training early, and brings the parameters of the best epoch back. */
final class Guide implements AutoCloseable {
    private static final String STOPPED = "verdict.stopped";
    private static final String AT_BEST = "verdict.at_best";

    private final Network network;
    private final Stopping.@Nullable Watch watch;
    /** The parameters of the best epoch, by name; empty where nothing stops training, or before the first epoch. */
    private final Map<String, NdArray> best = new LinkedHashMap<>();

    private boolean stopped;
    /** Whether the best epoch is the last one. */
    private boolean atBest;

    Guide(Network network, @Nullable Stopping stopping) {
        this.network = network;
        this.watch = stopping == null ? null : stopping.watch();
    }

    /** An epoch is over. */
    void epoch(Evaluation train, Evaluation validation) {
        if (watch == null) {
            return;
        }
        Stopping.Verdict verdict = watch.epoch(train, validation);
        atBest = verdict == Stopping.Verdict.BEST;
        switch (verdict) {
            case BEST -> remember();
            case STOP -> stopped = true;
            case GO_ON -> {}
        }
    }

    /** Whether training is to end here. */
    boolean stopped() {
        return stopped;
    }

    /** Takes the parameters of the best epoch back; false where they are those of now. */
    boolean restore() {
        if (!isBehindBest()) {
            return false;
        }
        // As where a checkpoint is read: what statistics have counted comes back with the arrays.
        network.movingStatistics().values().forEach(MovingStatistics::forget);
        for (Parameter parameter : network.parameters()) {
            parameter.value().assign(room(parameter));
        }
        network.parametersChanged();
        return true;
    }

    private void remember() {
        room();
        for (Parameter parameter : network.parameters()) {
            room(parameter).assign(parameter.value());
        }
    }

    private INDArray room(Parameter parameter) {
        return Objects.requireNonNull(best.get(parameter.name())).values();
    }

    /** Room for the parameters of the best epoch, taken at the first call: what a checkpoint keeps of them, too. */
    Map<String, NdArray> room() {
        if (best.isEmpty() && watch != null) {
            for (Parameter parameter : network.parameters()) {
                best.put(
                        parameter.name(),
                        network.engine().zeros(parameter.value().shape()));
            }
        }
        return best;
    }

    /** The parameters of the best epoch; empty before the first one. */
    Map<String, NdArray> best() {
        return best;
    }

    /** What the watch knows, and its last verdict: a training may be killed before it acts on it. */
    Map<String, Double> state() {
        if (watch == null) {
            return Map.of();
        }
        Map<String, Double> state = new LinkedHashMap<>(watch.state());
        state.put(STOPPED, stopped ? 1.0 : 0.0);
        state.put(AT_BEST, atBest ? 1.0 : 0.0);
        return state;
    }

    void resume(Map<String, Double> state) {
        if (watch != null) {
            watch.resume(state);
            stopped = state.getOrDefault(STOPPED, 0.0) == 1;
            atBest = state.getOrDefault(AT_BEST, 0.0) == 1;
        }
    }

    /** Whether {@link #restore} has something to take back. */
    boolean isBehindBest() {
        return !best.isEmpty() && !atBest;
    }

    @Override
    public void close() {
        best.values().forEach(NdArray::close);
        best.clear();
    }
}
