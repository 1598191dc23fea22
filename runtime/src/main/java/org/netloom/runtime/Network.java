package org.netloom.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.weights.MovingStatistics;

/**
 * A neural network: its parameters, on an engine. The compiler writes one subclass for each {@code net} of a
 * {@code .net} file.
 *
 * <p>It runs through passes, which are types of their own, so that training and inference cannot be confused: {@link
 * #training} normalises with the statistics of the batch and keeps what the way back needs; {@link #inference}
 * normalises with moving statistics and changes nothing. Passes share the network's parameters and own their
 * activations.
 */
public abstract class Network implements AutoCloseable {
    private final Engine engine;
    private final List<Parameter> parameters = new ArrayList<>();

    protected Network(Engine engine) {
        this.engine = engine;
    }

    /** The name in the {@code .net} file. */
    public abstract String name();

    /** The shape of one input, without the batch: {@code [1, 28, 28]}. */
    public abstract List<Integer> inputShape();

    /** The shape of one output, without the batch: {@code [10]}. */
    public abstract List<Integer> outputShape();

    /** A pass that trains. Close it when training is over. */
    public abstract TrainingPass training();

    /** A pass that only computes outputs. Close it when it is no longer needed. */
    public abstract InferencePass inference();

    /** The engine that this network runs on. */
    public final Engine engine() {
        return engine;
    }

    /** All parameters, moving statistics included, in the order of the layers. */
    public final List<Parameter> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /** Draws all weights anew and resets everything else to its start: the same seed gives the same bits. */
    public final void initialize(Initializer initializer, long seed) {
        for (Parameter parameter : parameters) {
            INDArray value = parameter.value();
            switch (parameter.role()) {
                case WEIGHT ->
                    set(
                            value,
                            initializer.draw(
                                    seed,
                                    parameter.name(),
                                    parameter.fanIn(),
                                    parameter.fanOut(),
                                    Math.toIntExact(value.length())));
                case TABLE -> set(value, normal(parameter, 1, seed));
                case OFFSET -> set(value, normal(parameter, 0.02, seed));
                case GAMMA, MOVING_VARIANCE -> value.assign(1);
                case BIAS, BETA, MOVING_MEAN -> value.assign(0);
            }
        }
    }

    private static double[] normal(Parameter parameter, double deviation, long seed) {
        return Initializer.normal(
                seed,
                parameter.name(),
                deviation,
                Math.toIntExact(parameter.value().length()));
    }

    private static void set(INDArray value, double[] drawn) {
        try (INDArray values = Nd4j.createFromArray(drawn)) {
            value.assign(values.reshape(value.shape()));
        }
    }

    /** Gives the parameters' memory back; the engine stays open. */
    @Override
    public void close() {
        parameters.forEach(parameter -> parameter.value().close());
    }

    /** For generated constructors: a new parameter {@code <layer>.<name>}, at its starting value or 0. */
    protected final INDArray parameter(String name, Parameter.Role role, long... shape) {
        INDArray value = engine.zeros(shape);
        switch (role) {
            case GAMMA, MOVING_VARIANCE -> value.assign(1);
            case WEIGHT, TABLE, OFFSET, BIAS, BETA, MOVING_MEAN -> {
                // Zeros: what starts at random gets its values when the network is initialised.
            }
        }
        parameters.add(new Parameter(name, role, value));
        return value;
    }

    /** For generated constructors: the moving statistics {@code <layer>.running_mean} and {@code running_var}. */
    protected final MovingStatistics movingStatistics(String layer, long channels, double decay) {
        return new MovingStatistics(
                parameter(layer + ".running_mean", Parameter.Role.MOVING_MEAN, channels),
                parameter(layer + ".running_var", Parameter.Role.MOVING_VARIANCE, channels),
                decay);
    }
}
