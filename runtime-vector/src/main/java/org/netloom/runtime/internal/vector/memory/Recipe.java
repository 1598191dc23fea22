package org.netloom.runtime.internal.vector.memory;

/** How to compute a tensor that a fused kernel left out, for whoever wants to look at it all the same. */
public interface Recipe {
    void compute(VectorTensor into);
}
