package org.netloom.runtime.optim;

import java.util.List;
import java.util.Map;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.parameter.Gradient;

/**
 * Changes a network's parameters by the gradients of one training pass, and keeps what that needs between steps. A step
 * is {@link org.netloom.runtime.TrainingPass#backward(Optimizer)}, or {@link
 * org.netloom.runtime.TrainingPass#backward()} and {@link #step}.
 *
 * <p>For one thread at a time, together with the engine of its pass: a call of a second thread while one is inside throws a
 * {@link org.netloom.runtime.exception.ConcurrentUseException}, one after {@link #close}, or after that of the pass, the network or
 * the engine, a {@link org.netloom.runtime.exception.ClosedException}.
 */
public interface Optimizer extends AutoCloseable {

    /** The gradients that it moves parameters by: those of its pass. */
    List<Gradient> gradients();

    /**
     * The size of the steps that follow; that of the configuration until somebody says another.
     *
     * @param rate a number from 0 on
     */
    void learningRate(double rate);

    /** Steps that were begun. */
    long steps();

    /**
     * What it keeps between steps beside {@link #steps}, each array under its parameter's name and its own: {@code
     * conv1.weight.momentum}. Empty where it keeps nothing. Whoever has copied all of it goes on with {@link #resume}.
     */
    Map<String, NdArray> state();

    /** Goes on behind so many steps, with the arrays of {@link #state} as they are now. */
    void resume(long steps);

    /** Begins a step, of which {@link #update} does one parameter after the other. */
    void begin();

    /**
     * Moves one parameter: in each step each of them once, in any order. The gradient's array serves as scratch: what it
     * holds afterwards means nothing.
     *
     * @param gradient its index in {@link #gradients}
     */
    void update(int gradient);

    /** Takes the gradients as {@link org.netloom.runtime.TrainingPass#backward()} left them and makes a whole step. */
    void step();

    /** Gives the memory of its state back; parameters and gradients stay. A second time changes nothing. */
    @Override
    void close();
}
