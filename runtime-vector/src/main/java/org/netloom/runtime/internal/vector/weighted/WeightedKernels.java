package org.netloom.runtime.internal.vector.weighted;

import static org.netloom.runtime.internal.vector.memory.Operands.gradient;
import static org.netloom.runtime.internal.vector.memory.Operands.inAnyForm;
import static org.netloom.runtime.internal.vector.memory.Operands.inBlocks;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

import org.jspecify.annotations.Nullable;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.op.Activation;
import org.netloom.op.Array;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2dActivation;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.InputMeans;
import org.netloom.op.Op;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.pointwise.ActivationCache;

/** The kernels of layers that are linear in their weights, alone and with the activation behind them. */
public final class WeightedKernels {
    private final Workers workers;
    private final ThreadGuard guard;
    private final Engine engine;
    private final ActivationCache curves;
    private final WeightedLayers weighted;
    private final OneExample oneExample;

    public WeightedKernels(Engine engine, Workers workers, ActivationCache curves) {
        this.workers = workers;
        this.guard = workers.guard();
        this.engine = engine;
        this.curves = curves;
        weighted = new WeightedLayers(workers);
        oneExample = new OneExample(workers);
    }

    public InputMeans.Kernel inputMeans(InputMeans op) {
        return new BatchSums(op, workers);
    }

    public Conv2d.Kernel conv2d(Conv2d op) {
        return new Weighted(op);
    }

    public ConvTranspose2d.Kernel convTranspose2d(ConvTranspose2d op) {
        return new Weighted(op);
    }

    public Dense.Kernel dense(Dense op) {
        return new Weighted(op);
    }

    /** One kernel for all: which sums a layer is, {@link WeightedLayers} knows of its operation. */
    private final class Weighted implements Conv2d.Kernel, ConvTranspose2d.Kernel, Dense.Kernel {
        private final Op<?> op;

        Weighted(Op<?> op) {
            this.op = op;
        }

        @Override
        public void forward(Tensor x, Array weight, @Nullable Array bias, Tensor y) {
            try (Turn turn = guard.enter()) {
                VectorTensor in = inAnyForm(x);
                VectorTensor out = VectorTensor.of(y);
                if (OneExample.suits(op, in, out)) {
                    oneExample.forward(op, in, NdArray.of(weight), NdArray.ofNullable(bias), out);
                } else {
                    weighted.forward(op, inBlocks(x), NdArray.of(weight), NdArray.ofNullable(bias), null, written(y));
                }
            }
        }

        @Override
        public void backward(
                Tensor x, Array weight, Tensor dy, @Nullable Tensor dx, Array dWeight, @Nullable Array dBias) {
            try (Turn turn = guard.enter()) {
                weighted.backward(
                        op,
                        inBlocks(x),
                        NdArray.of(weight),
                        gradient(dy),
                        VectorTensor.ofNullable(dx),
                        NdArray.of(dWeight),
                        NdArray.ofNullable(dBias));
            }
        }
    }

    public Conv2dActivation.Kernel conv2dActivation(Conv2dActivation op) {
        Conv2d conv = op.conv();
        ActivationLoops curve = curves.of(op.activation());
        Activation.Kernel activation = engine.kernel(op.activation());
        return (x, weight, bias, linear, y) -> {
            try (Turn turn = guard.enter()) {
                compute(conv, x, weight, bias, linear, curve, activation, y);
            }
        };
    }

    public DenseActivation.Kernel denseActivation(DenseActivation op) {
        Dense dense = op.dense();
        ActivationLoops curve = curves.of(op.activation());
        Activation.Kernel activation = engine.kernel(op.activation());
        return (x, weight, bias, linear, y) -> {
            try (Turn turn = guard.enter()) {
                compute(dense, x, weight, bias, linear, curve, activation, y);
            }
        };
    }

    private void compute(
            Op<?> op,
            Tensor x,
            Array weight,
            @Nullable Array bias,
            Tensor linear,
            ActivationLoops curve,
            Activation.Kernel activation,
            Tensor y) {
        VectorTensor in = inAnyForm(x);
        VectorTensor out = VectorTensor.of(y);
        if (OneExample.suits(op, in, out)) {
            oneExample.forward(op, in, NdArray.of(weight), NdArray.ofNullable(bias), out);
            activation.forward(y, y);
        } else {
            weighted.forward(op, inBlocks(x), NdArray.of(weight), NdArray.ofNullable(bias), curve, written(y));
        }
        weighted.leaveOut(VectorTensor.of(linear), op, in, NdArray.of(weight), NdArray.ofNullable(bias));
    }

    public void close() {
        weighted.close();
    }
}
