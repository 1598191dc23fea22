package org.netloom.kernel.internal;

/** How the memory of an activation is laid out; V is {@link Lanes#COUNT}. */
public enum Form {
    /** [N/V][C][H][W][V]: any number of examples, one in each lane. */
    BLOCKS,
    /** [C/V][H][W][V]: one example, a channel in each lane; lanes behind the last channel hold anything. */
    CHANNELS,
    /** [C][H][W]: one example as an array has it. */
    ROWS
}
