package org.netloom.runtime.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Is told how training goes, in the thread that trains. One that looks at gradients is a {@link GradientListener}. */
public interface TrainListener {

    /** Hears nothing. */
    TrainListener NONE = new TrainListener() {};

    /** Before the first step. */
    default void started(Plan plan) {}

    /** After each step. */
    default void step(Step step) {}

    /** After each epoch, the last one of which may be cut short by a limit of steps. */
    default void epoch(Epoch epoch) {}

    /** When something looks wrong that need not end training, once for each such thing: a sentence with a way out. */
    default void warning(String sentence) {}

    /**
     * Before the first checkpoint of this run is written, where one of an earlier run is in its place.
     *
     * @param earlier what it was called
     * @param as what it is called now
     */
    default void kept(Path earlier, Path as) {}

    /**
     * Whether steps are to say how large their gradients were; asked once, before the first step. Each gradient is then
     * measured in the backward pass, before its parameter changes.
     */
    default boolean needsGradientNorm() {
        return false;
    }

    /** One listener that tells these in turn. */
    static TrainListener all(TrainListener first, TrainListener second) {
        return first instanceof GradientListener || second instanceof GradientListener
                ? new Listeners.OfGradients(first, second)
                : new Listeners(first, second);
    }

    /**
     * What lies ahead.
     *
     * @param steps in all
     * @param epochs in all, the last one perhaps cut short
     * @param stepsBefore how many of the steps an earlier run has done, which this one goes on from
     */
    record Plan(long steps, long epochs, int stepsPerEpoch, long stepsBefore) {}

    /**
     * A finished step.
     *
     * @param step from 1, in all
     * @param epoch from 1
     * @param loss the mean over the batch, before the step changed the parameters
     * @param epochSoFar the means since the epoch began
     * @param learningRate that it was made with
     * @param gradientNorm the 2-norm of all gradients together, before anything clipped them; NaN where no listener {@linkplain
     *     #needsGradientNorm needs} it
     * @param imagesPerSecond since the epoch began
     */
    record Step(
            long step,
            long epoch,
            double loss,
            Evaluation epochSoFar,
            double learningRate,
            double gradientNorm,
            double imagesPerSecond) {}

    /**
     * A finished epoch.
     *
     * @param epoch from 1
     * @param step the last one, from 1, in all
     * @param train means over the epoch's steps, each with the parameters before it
     * @param validation of the inference pass, with the parameters after the epoch: on the validation part, or on the test
     *     part of data that have none
     * @param imagesPerSecond of training alone
     * @param seconds of training alone
     * @param checkpoint what was written, or null
     */
    record Epoch(
            long epoch,
            long step,
            Evaluation train,
            Evaluation validation,
            double imagesPerSecond,
            double seconds,
            @Nullable Path checkpoint) {}
}
