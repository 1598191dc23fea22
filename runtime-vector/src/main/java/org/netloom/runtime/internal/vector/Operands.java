package org.netloom.runtime.internal.vector;

import org.netloom.op.Tensor;

/** Tensors as operations want them. */
final class Operands {
    private Operands() {}

    /** A tensor to read in whatever form, with what a fused kernel left out of it. */
    static VectorTensor completed(Tensor tensor) {
        VectorTensor ours = VectorTensor.of(tensor);
        ours.complete();
        return ours;
    }

    /** A tensor to read in blocks. */
    static VectorTensor inBlocks(Tensor tensor) {
        VectorTensor ours = completed(tensor);
        ours.toBlocks();
        return ours;
    }

    /** An image to read whose vectors are pixels of one channel, or of V of them. */
    static VectorTensor planes(Tensor tensor) {
        VectorTensor ours = completed(tensor);
        if (!ours.hasChannelsInLanes()) {
            ours.toBlocks();
        }
        return ours;
    }

    /** A gradient to read, whose spare lanes add nothing to a sum. */
    static VectorTensor gradient(Tensor tensor) {
        VectorTensor ours = inBlocks(tensor);
        ours.asGradient();
        return ours;
    }

    /** A tensor that is about to be overwritten. */
    static VectorTensor written(Tensor tensor) {
        VectorTensor ours = VectorTensor.of(tensor);
        ours.keep();
        return ours;
    }

    /** A tensor that is about to be overwritten, element by element of another one. */
    static VectorTensor written(Tensor tensor, VectorTensor like) {
        VectorTensor ours = VectorTensor.of(tensor);
        ours.keepLike(like);
        return ours;
    }
}
