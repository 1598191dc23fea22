package org.netloom.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;
import org.netloom.runtime.exception.IncompatibleNetError;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.internal.io.HostMemory;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.parameter.Role;
import org.netloom.runtime.statistics.Estimator;
import org.netloom.runtime.statistics.MovingStatistics;

/**
 * A neural network: its parameters, on an engine. The compiler writes one subclass for each {@code net} of a
 * {@code .net} file.
 *
 * <p>It runs through passes, which are types of their own, so that training and inference cannot be confused: {@link
 * #training} normalizes with the statistics of the batch and keeps what the backward pass needs; {@link #inference}
 * normalizes with moving statistics and changes nothing. Passes share the network's parameters and own their
 * activations.
 *
 * <p>For one thread at a time, together with its engine and all its passes: a call of a second thread while one is inside
 * throws a {@link ConcurrentUseException}, one after {@link #close} a {@link ClosedException}. Threads that compute side
 * by side have a network and an engine each; what one thread did before it left the engine, the next one to enter sees.
 */
public abstract class Network implements AutoCloseable {
    /** What generated classes may call: it grows with each change that would break one. */
    public static final int FORMAT = 4;

    private final Engine engine;
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, MovingStatistics> statistics = new LinkedHashMap<>();
    private long revision;
    private boolean closed;

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

    /**
     * A pass that shows what comes into each batch normalization. Close it when it is no longer needed.
     *
     * @throws NetworkException where the network has none
     */
    public CalibrationPass calibration() {
        throw new NetworkException(name() + " has no batch normalization whose statistics could be estimated");
    }

    /** The engine that this network runs on. */
    public final Engine engine() {
        return engine;
    }

    /** All parameters, moving statistics included, in the order of the layers. */
    public final List<Parameter> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    /** The moving statistics of each batch normalization by its name ({@code bn1}), in the order of the layers. */
    public final Map<String, MovingStatistics> movingStatistics() {
        return Collections.unmodifiableMap(statistics);
    }

    /**
     * Says that values of parameters were changed, so that inference passes, which hold weights with batch
     * normalization folded in, make them anew. Training, checkpoints and everything else in this library say it
     * themselves; whoever writes into a parameter's array by hand calls it.
     */
    public final void parametersChanged() {
        try (Turn turn = enter()) {
            revision++;
        }
    }

    /** Lets the calling thread in, if it can be let in and the network is open. */
    private Turn enter() {
        Turn turn = engine.guard().enter();
        if (closed) {
            turn.close();
            requireOpen();
        }
        return turn;
    }

    /** Whether {@link #close} was called. */
    public final boolean isClosed() {
        return closed;
    }

    /** @throws ClosedException if it is closed */
    final void requireOpen() {
        if (closed) {
            throw new ClosedException(
                    "the network " + name() + " is closed, and its parameters with it; make another on an open engine");
        }
    }

    /** Counts the changes of parameters. */
    final long revision() {
        return revision;
    }

    /**
     * Draws all weights anew and resets everything else to its start: the same seed gives the same bits.
     *
     * @param initializer of weights whose layers name none of their own
     */
    public final void initialize(Initializer initializer, long seed) {
        try (Turn turn = enter()) {
            for (Parameter parameter : parameters) {
                INDArray value = parameter.value();
                Initializer.Weight weight = new Initializer.Weight(seed, parameter.name(), parameter.shape());
                Initializer start = parameter.start();
                if (start != null) {
                    set(value, start.draw(weight));
                    continue;
                }
                switch (parameter.role()) {
                    case WEIGHT -> set(value, initializer.draw(weight));
                    case TABLE -> set(value, weight.draw().normal(1));
                    case OFFSET -> set(value, weight.draw().normal(0.02));
                    case GAMMA, MOVING_VARIANCE -> value.assign(1);
                    case BIAS, BETA, MOVING_MEAN, ESTIMATOR -> value.assign(0);
                }
            }
            statistics.values().forEach(MovingStatistics::forget);
            parametersChanged();
        }
    }

    private static void set(INDArray value, DoubleSupplier drawn) {
        HostMemory memory = new HostMemory(value);
        int count = Math.toIntExact(value.length());
        for (int i = 0; i < count; i++) {
            if (memory.isDouble()) {
                memory.doubles().put(i, drawn.getAsDouble());
            } else {
                memory.floats().put(i, (float) drawn.getAsDouble());
            }
        }
        memory.written();
    }

    /**
     * Gives the parameters' memory back; the engine stays open, and a second time changes nothing.
     *
     * @throws ConcurrentUseException while another thread is inside; the network stays open then
     */
    @Override
    public void close() {
        try (Turn turn = engine.guard().enterToClose()) {
            if (!closed) {
                closed = true;
                parameters.forEach(Parameter::close);
            }
        }
    }

    /**
     * For generated classes, first of all: refuses a class that was generated for another runtime.
     *
     * @return the format
     * @throws IncompatibleNetError if it is not this runtime's
     */
    protected static int format(int ofClass, Class<? extends Network> net) {
        if (ofClass != FORMAT) {
            String other = ofClass < FORMAT ? "an older" : "a newer";
            throw new IncompatibleNetError(String.format(
                    Locale.ROOT,
                    "%s was generated by %s release of Netloom (format %d; this runtime takes %d): generate it again with the release of the runtime",
                    net.getName(),
                    other,
                    ofClass,
                    FORMAT));
        }
        return ofClass;
    }

    /** For generated constructors: a new parameter {@code <layer>.<name>}, at its starting value or 0. */
    protected final NdArray parameter(String name, Role role, long... shape) {
        NdArray array = engine.zeros(shape);
        switch (role) {
            case GAMMA, MOVING_VARIANCE -> array.values().assign(1);
            case WEIGHT, TABLE, OFFSET, BIAS, BETA, MOVING_MEAN, ESTIMATOR -> {
                // Zeros: what starts at random gets its values when the network is initialized.
            }
        }
        parameters.add(new Parameter(name, role, array, this::parametersChanged));
        return array;
    }

    /** For generated constructors: the same, which starts so whatever the network's initializer is. */
    protected final NdArray parameter(String name, Role role, Initializer start, long... shape) {
        NdArray array = engine.zeros(shape);
        parameters.add(new Parameter(name, role, array, this::parametersChanged).startingWith(start));
        return array;
    }

    /**
     * For generated constructors: the moving statistics of a batch normalization, {@code <layer>.running_mean}, {@code
     * running_var} and what the estimator keeps beside them.
     */
    protected final MovingStatistics movingStatistics(String layer, int channels, Estimator estimator) {
        MovingStatistics made = estimator.create(
                new Estimator.Arrays() {
                    @Override
                    public NdArray array(String name, Role role, int length) {
                        return parameter(layer + "." + name, role, length);
                    }

                    @Override
                    public long revision() {
                        return revision;
                    }
                },
                channels);
        statistics.put(layer, made);
        return made;
    }
}
