package org.netloom.runtime.internal.vector.image;

import static org.netloom.runtime.internal.vector.memory.Operands.gradient;
import static org.netloom.runtime.internal.vector.memory.Operands.inAnyForm;
import static org.netloom.runtime.internal.vector.memory.Operands.inBlocks;
import static org.netloom.runtime.internal.vector.memory.Operands.planes;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

import org.netloom.op.Pad2d;
import org.netloom.op.Pool2d;
import org.netloom.op.Tensor;
import org.netloom.op.Upsample2d;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** The kernels of what changes the size of images. */
public final class ImageKernels {
    private final ThreadGuard guard;
    private final Poolings poolings;
    private final Resamplings resamplings;

    public ImageKernels(Workers workers, Poolings poolings) {
        this.guard = workers.guard();
        this.poolings = poolings;
        resamplings = new Resamplings(workers);
    }

    public Pool2d.Kernel pool2d(Pool2d op) {
        return new Pool2d.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                try (Turn turn = guard.enter()) {
                    VectorTensor in = inAnyForm(x);
                    VectorTensor out = VectorTensor.of(y);
                    if (!poolings.forwardOfOne(op, in, out)) {
                        poolings.forward(op, inBlocks(x), written(y));
                    }
                }
            }

            @Override
            public void backward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    poolings.backward(op, inBlocks(x), inBlocks(y), gradient(dy), written(dx));
                }
            }
        };
    }

    public Pad2d.Kernel pad2d(Pad2d op) {
        return new Pad2d.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                try (Turn turn = guard.enter()) {
                    VectorTensor in = planes(x);
                    resamplings.pad(op, in, written(y, in));
                }
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    resamplings.padBackward(op, gradient(dy), written(dx));
                }
            }
        };
    }

    public Upsample2d.Kernel upsample2d(Upsample2d op) {
        return new Upsample2d.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                try (Turn turn = guard.enter()) {
                    VectorTensor in = planes(x);
                    resamplings.upsample(op, in, written(y, in));
                }
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    resamplings.upsampleBackward(op, gradient(dy), written(dx));
                }
            }
        };
    }
}
