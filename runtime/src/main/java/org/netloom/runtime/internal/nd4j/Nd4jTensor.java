package org.netloom.runtime.internal.nd4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Tensor;

/** An activation as an array [N, …] in row-major order: NCHW for images, [N,T,F] for sequences. */
final class Nd4jTensor implements Tensor {
    private final Memory memory;
    private final List<Integer> shape;
    private final long elements;
    private int batch;
    private @Nullable INDArray array;
    private @Nullable INDArray matrix;

    Nd4jTensor(Memory memory, List<Integer> shape) {
        this.memory = memory;
        this.shape = shape;
        this.elements = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    static Nd4jTensor of(Tensor tensor) {
        if (tensor instanceof Nd4jTensor ours) {
            return ours;
        }
        throw new IllegalArgumentException("a tensor of another engine: " + tensor);
    }

    static @Nullable Nd4jTensor ofNullable(@Nullable Tensor tensor) {
        return tensor == null ? null : of(tensor);
    }

    @Override
    public List<Integer> shape() {
        return shape;
    }

    @Override
    public int batch() {
        return batch;
    }

    /** The elements of one example. */
    long elements() {
        return elements;
    }

    /** Whether this is [N,C,H,W], not [N,F]. */
    boolean isImage() {
        return shape.size() == 3;
    }

    /** C of [N,C,H,W], F of [N,F]. */
    int channels() {
        return shape.get(0);
    }

    /** H·W of [N,C,H,W], 1 of [N,F]. */
    long pixels() {
        return elements / channels();
    }

    /** [N·T, F] of a sequence [N,T,F], otherwise [N, elements]: the same memory, as matrix products want it. */
    INDArray rows() {
        long width = shape.size() == 2 ? shape.get(1) : elements;
        return memory.view(batch * elements / width, width);
    }

    Memory memory() {
        return memory;
    }

    /** Makes the memory large enough for this many examples. */
    void reserve(int examples) {
        memory.reserve(Math.multiplyExact(examples, elements));
    }

    /** Looks at the memory as this many examples. */
    void resize(int examples) {
        long[] full = new long[shape.size() + 1];
        full[0] = examples;
        for (int i = 0; i < shape.size(); i++) {
            full[i + 1] = shape.get(i);
        }
        array = memory.view(full);
        matrix = isImage() ? memory.view((long) examples * channels(), pixels()) : array;
        batch = examples;
    }

    /** Forgets the views of memory that is given back. */
    void close() {
        array = null;
        matrix = null;
    }

    /** [N,C,H,W] or [N,F], the memory itself. */
    INDArray array() {
        return allocated(array);
    }

    /** [N·C, H·W] of an image, [N,F] itself: the same memory. */
    INDArray matrix() {
        return allocated(matrix);
    }

    private INDArray allocated(@Nullable INDArray view) {
        if (view == null) {
            memory.requireOpen();
            throw new IllegalStateException("a tensor has no memory before the first batch");
        }
        return view;
    }

    @Override
    public String toString() {
        return "[" + batch + ", " + shape.toString().substring(1);
    }
}
