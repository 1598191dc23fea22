package org.netloom.runtime.internal.vector.memory;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.Addresses;
import org.netloom.op.Tensor;

/** Tensors as operations want them. */
public final class Operands {
    private Operands() {}

    /** A tensor to read in whatever form. */
    public static VectorTensor inAnyForm(Tensor tensor) {
        VectorTensor ours = VectorTensor.of(tensor);
        ours.requireWritten();
        return ours;
    }

    /** A tensor to read in blocks. */
    public static VectorTensor inBlocks(Tensor tensor) {
        VectorTensor ours = inAnyForm(tensor);
        ours.toBlocks();
        return ours;
    }

    /** An image to read whose vectors are pixels of one channel, or of V of them. */
    public static VectorTensor planes(Tensor tensor) {
        VectorTensor ours = inAnyForm(tensor);
        if (!ours.hasChannelsInLanes()) {
            ours.toBlocks();
        }
        return ours;
    }

    /** A gradient to read, whose spare lanes add nothing to a sum. */
    public static VectorTensor gradient(Tensor tensor) {
        VectorTensor ours = inBlocks(tensor);
        ours.asGradient();
        return ours;
    }

    /** A tensor that is about to be overwritten. */
    public static VectorTensor written(Tensor tensor) {
        VectorTensor ours = VectorTensor.of(tensor);
        ours.keep();
        return ours;
    }

    /** A tensor that is about to be overwritten, element by element of another one. */
    public static VectorTensor written(Tensor tensor, VectorTensor like) {
        VectorTensor ours = VectorTensor.of(tensor);
        ours.keepLike(like);
        return ours;
    }

    /** Parameters are in row-major order and begin at the start of their memory. */
    public static long address(INDArray array) {
        long address = array.data().address();
        Addresses.lent(address, array.length() * array.dataType().width());
        return address;
    }
}
