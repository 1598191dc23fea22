package org.netloom.runtime.op;

/**
 * One operation of a network with the constants that the compiler knows: what an {@linkplain
 * org.netloom.runtime.engine.Engine engine} is asked to compute. Operations are immutable and hold no data.
 */
public interface Op {
    /** The layer that asks for this operation and its place in the {@code .net} file. */
    Site site();
}
