package org.netloom.runtime.checkpoint;

/**
 * How far training has come: at its end, or when a checkpoint was written.
 *
 * @param epoch the number of finished epochs
 * @param step the number of steps done
 * @param seed of weights, shuffling and dropout
 */
public record Progress(long epoch, long step, long seed) {}
