package org.netloom.runtime.internal.vector.memory;

/** How a layer is computed of a single example, with what that needs; a tensor keeps it, and its buffers close it. */
public interface LayerPlan extends AutoCloseable {
    @Override
    void close();
}
