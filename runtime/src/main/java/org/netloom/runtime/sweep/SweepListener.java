package org.netloom.runtime.sweep;

/** Is told how a sweep goes, in the thread that trains. */
public interface SweepListener {

    /** Hears nothing. */
    SweepListener NONE = new SweepListener() {};

    /** A combination cannot be trained: before the first training, or where its own begins. */
    default void refused(Trial trial, String reason) {}

    /**
     * All combinations were looked at.
     *
     * @param trials how many can be trained
     */
    default void started(int trials, Rungs rungs) {}

    /**
     * So many trials are to be trained to the end of this epoch; some may be already.
     *
     * @param number from 1
     */
    default void rung(int number, int epochs, int trials) {}

    /** An epoch of a trial is over. */
    default void epoch(Trial trial, TrialEpoch epoch) {}

    /** A trial has come to the end of its rung, or to its own. */
    default void trained(Trial trial, TrialResult result) {}
}
