package org.netloom.runtime.internal.vector.pointwise;

import static org.netloom.runtime.internal.vector.memory.Operands.gradient;
import static org.netloom.runtime.internal.vector.memory.Operands.inAnyForm;
import static org.netloom.runtime.internal.vector.memory.Operands.inBlocks;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Activation;
import org.netloom.op.Add;
import org.netloom.op.Concat;
import org.netloom.op.Dropout;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** The kernels of what goes value by value, and softmax. */
public final class PointwiseKernels {
    private final ThreadGuard guard;
    private final Elementwise elementwise;
    private final Softmaxes softmaxes;

    public PointwiseKernels(Workers workers, ActivationCache curves, Softmaxes softmaxes) {
        this.guard = workers.guard();
        elementwise = new Elementwise(workers, curves);
        this.softmaxes = softmaxes;
    }

    public Activation.Kernel activation(Activation op) {
        return new Activation.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                try (Turn turn = guard.enter()) {
                    VectorTensor in = inAnyForm(x);
                    elementwise.activation(op, in, written(y, in));
                }
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    elementwise.activationBackward(
                            op, VectorTensor.of(x), VectorTensor.of(y), gradient(dy), written(dx));
                }
            }
        };
    }

    public Softmax.Kernel softmax(Softmax op) {
        return new Softmax.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                try (Turn turn = guard.enter()) {
                    softmaxes.forward(inBlocks(x), written(y));
                }
            }

            @Override
            public void backward(Tensor y, Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    softmaxes.backward(inBlocks(y), gradient(dy), written(dx));
                }
            }
        };
    }

    public Dropout.Kernel dropout(Dropout op) {
        return new Dropout.Kernel() {
            @Override
            public void forward(Tensor x, long seed, Tensor mask, Tensor y) {
                try (Turn turn = guard.enter()) {
                    elementwise.dropout(op, inBlocks(x), seed, written(mask), written(y));
                }
            }

            @Override
            public void backward(Tensor mask, Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    elementwise.multiply(gradient(dy), inBlocks(mask), written(dx));
                }
            }
        };
    }

    public Add.Kernel add(Add op) {
        return new Add.Kernel() {
            @Override
            public void forward(Tensor a, Tensor b, Tensor y) {
                try (Turn turn = guard.enter()) {
                    VectorTensor first = inAnyForm(a);
                    VectorTensor second = inAnyForm(b);
                    if (!first.hasFormOf(second)) {
                        first.toBlocks();
                        second.toBlocks();
                    }
                    elementwise.add(first, second, written(y, first));
                    VectorTensor.of(y)
                            .repeatsLast(VectorTensor.of(a).repeatsLast()
                                    || VectorTensor.of(b).repeatsLast());
                }
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    VectorTensor in = inAnyForm(dy);
                    elementwise.copy(in, written(dx, in));
                    VectorTensor.of(dx).repeatsLast(VectorTensor.of(dy).repeatsLast());
                }
            }
        };
    }

    public Concat.Kernel concat(Concat op) {
        return new Concat.Kernel() {
            @Override
            public void forward(Tensor x, int from, Tensor y) {
                try (Turn turn = guard.enter()) {
                    VectorTensor part = inBlocks(x);
                    VectorTensor whole = written(y);
                    long first = whole.address() + (long) from * whole.pixels() * Lanes.BYTES;
                    for (int block = 0; block < part.blocks(); block++) {
                        Lanes.copy(
                                part.address() + block * part.blockBytes(),
                                first + block * whole.blockBytes(),
                                part.blockBytes());
                    }
                }
            }

            @Override
            public void backward(Tensor dy, int from, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    VectorTensor whole = gradient(dy);
                    VectorTensor part = written(dx);
                    long first = whole.address() + (long) from * whole.pixels() * Lanes.BYTES;
                    for (int block = 0; block < part.blocks(); block++) {
                        Lanes.copy(
                                first + block * whole.blockBytes(),
                                part.address() + block * part.blockBytes(),
                                part.blockBytes());
                    }
                }
            }
        };
    }
}
