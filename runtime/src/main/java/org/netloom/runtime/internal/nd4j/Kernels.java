package org.netloom.runtime.internal.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The native operations that several layers are composed of, and the scratch memory that they share.
 *
 * <p>Elementwise operations broadcast as NumPy's do; a result may be one of the operands if it has the operand's shape.
 */
final class Kernels implements AutoCloseable {
    private final DataType type;
    private final List<AutoCloseable> owned = new ArrayList<>();
    private final NativeCall add = own(new NativeCall("add"));
    private final NativeCall subtract = own(new NativeCall("subtract"));
    private final NativeCall multiply = own(new NativeCall("multiply"));
    private final NativeCall[] matmul = {matmul(0, 0), matmul(0, 1), matmul(1, 0), matmul(1, 1)};
    private final Memory ones;
    private final Memory rowSums;
    private final Memory[] scratch;

    Kernels(DataType type) {
        this.type = type;
        ones = own(Memory.filledWith(1, type));
        rowSums = own(new Memory(type));
        scratch = new Memory[] {own(new Memory(type)), own(new Memory(type)), own(new Memory(type))};
    }

    DataType type() {
        return type;
    }

    /** Makes {@link #close} close this too. */
    <T extends AutoCloseable> T own(T resource) {
        owned.add(resource);
        return resource;
    }

    void add(INDArray a, INDArray b, INDArray result) {
        add.on(a, b).into(result);
    }

    void subtract(INDArray a, INDArray b, INDArray result) {
        subtract.on(a, b).into(result);
    }

    void multiply(INDArray a, INDArray b, INDArray result) {
        multiply.on(a, b).into(result);
    }

    /** {@code result = 1 - a}. */
    void oneMinus(INDArray a, INDArray result) {
        subtract.on(ones.view(1), a).into(result);
    }

    /** {@code result = a b}, each of them transposed first where asked to. */
    void matmul(INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray result) {
        matmul[(transposeA ? 2 : 0) + (transposeB ? 1 : 0)].on(a, b).into(result);
    }

    /** {@code y = x weightᵀ + bias} for rows x [R,in], y [R,out]. */
    void affine(INDArray x, INDArray weight, @Nullable INDArray bias, INDArray y) {
        matmul(x, false, weight, true, y);
        if (bias != null) {
            add(y, bias.reshape(1, bias.length()), y);
        }
    }

    /** The gradients of {@link #affine}: dx = dy weight, dWeight = dyᵀ x, dBias = Σ dy. */
    void affineBackward(
            INDArray x,
            INDArray weight,
            INDArray dy,
            @Nullable INDArray dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        matmul(dy, true, x, false, dWeight);
        if (dBias != null) {
            matmul(ones(1, dy.size(0)), false, dy, false, dBias.reshape(1, dBias.length()));
        }
        if (dx != null) {
            matmul(dy, false, weight, false, dx);
        }
    }

    /** An array of ones to multiply with; nobody writes to it. */
    INDArray ones(long... shape) {
        return ones.view(shape);
    }

    /** Memory for the operation at hand: 0, 1 or 2; the next user of the same slot overwrites it. */
    INDArray scratch(int slot, long... shape) {
        return scratch[slot].view(shape);
    }

    /**
     * The sum of each channel of a batch.
     *
     * <p>A product with ones, because BLAS sums in many partial sums: several times faster than ND4J's reduction, whose
     * single running sum also loses digits (the mean of 150,000 floats around 1,000 comes out 1 too large).
     *
     * @param matrix [N·C, H·W] or [N,F], laid out as {@code like} is
     * @param sums [C], overwritten
     */
    void channelSums(INDArray matrix, Nd4jTensor like, INDArray sums) {
        INDArray perExample = exampleSums(matrix, like);
        matmul(ones(1, like.batch()), false, perExample, false, sums.reshape(1, like.channels()));
    }

    /** The sum of each channel of each example, [N,C], until the next one: the matrix itself where it has no pixels. */
    INDArray exampleSums(INDArray matrix, Nd4jTensor like) {
        if (!like.isImage()) {
            return matrix;
        }
        long rows = (long) like.batch() * like.channels();
        matmul(matrix, false, ones(like.pixels(), 1), false, rowSums.view(rows, 1));
        return rowSums.view(like.batch(), like.channels());
    }

    /**
     * One value for each channel in a shape that broadcasts over {@link Nd4jTensor#matrix}: [N·C, 1] or [1,F]. (A
     * broadcast along rows of a matrix is several times faster than one along dimension 1 of NCHW.)
     */
    INDArray spread(double[] perChannel, Nd4jTensor like) {
        INDArray row = scratch(1, 1, perChannel.length);
        HostCopy.write(perChannel, row);
        if (!like.isImage()) {
            return row;
        }
        long examples = like.batch();
        matmul(ones(examples, 1), false, row, false, scratch(2, examples, perChannel.length));
        return scratch(2, examples * perChannel.length, 1);
    }

    private NativeCall matmul(long transposeA, long transposeB) {
        return own(new NativeCall("matmul", transposeA, transposeB, 0));
    }

    @Override
    public void close() {
        for (AutoCloseable resource : owned) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot release native memory", e);
            }
        }
        owned.clear();
    }
}
