package org.netloom.runtime.internal.vector.weighted;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.ChannelSums;
import org.netloom.kernel.internal.Extent;
import org.netloom.kernel.internal.Form;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Padded;
import org.netloom.kernel.internal.RowSums;
import org.netloom.kernel.internal.Sums;
import org.netloom.op.Conv2d;
import org.netloom.op.Dense;
import org.netloom.op.Op;
import org.netloom.runtime.internal.vector.memory.LayerPlan;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Inference of a single example: convolutions and dense layers whose vectors are channels, or parts of rows. */
final class OneExample {
    /** Fewer multiply-adds of vectors than these, about 10 µs, are done sooner by one worker than by several. */
    private static final int FEW_PRODUCTS = 1 << 16;

    private final Workers workers;
    private final Task task = new Task();

    OneExample(Workers workers) {
        this.workers = workers;
    }

    /** Whether {@link #forward} computes this. */
    static boolean suits(Op<?> op, VectorTensor x, VectorTensor y) {
        return (op instanceof Conv2d || op instanceof Dense) && x.isSingle() && y.isSingle();
    }

    /** x may be in any form, and y becomes {@link Form#CHANNELS} or {@link Form#ROWS}. */
    void forward(Op<?> op, VectorTensor x, INDArray weight, @Nullable INDArray bias, VectorTensor y) {
        if (op instanceof Conv2d && x.form() == Form.CHANNELS && !x.hasChannelsInLanes()) {
            x.toBlocks();
        }
        Plan plan = y.plan() instanceof Plan made && made.fits(op, x, weight, bias) ? made : null;
        if (plan == null) {
            plan = new Plan(op, x, weight, bias, y);
            y.plan(plan);
        }
        plan.refresh(y.revision());
        plan.input.load(x.address());
        y.keep();
        y.form(plan.sums.form());
        task.sums = plan.sums;
        task.weights = plan.weights.address(1);
        task.bias = plan.biases.address(1);
        task.y = y.address();
        if (plan.sums.work() < FEW_PRODUCTS) {
            task.run(0, 1);
        } else {
            workers.run(task);
        }
    }

    /** The tables of a layer, and its weights in the order in which the kernels read them. */
    static final class Plan implements LayerPlan {
        private final Op<?> op;
        private final INDArray weight;
        private final @Nullable INDArray bias;
        private final Form form;
        private final int channelsInMemory;
        private final Padded input;
        private final Sums sums;
        private final VectorMemory weights = new VectorMemory();
        private final VectorMemory biases = new VectorMemory();
        private long packedAt = -1;

        private Plan(Op<?> op, VectorTensor x, INDArray weight, @Nullable INDArray bias, VectorTensor y) {
            this.op = op;
            this.weight = weight;
            this.bias = bias;
            form = x.form();
            channelsInMemory = x.channelsInMemory();
            if (op instanceof Conv2d conv) {
                input = new Padded(
                        form,
                        x.channels(),
                        x.height(),
                        x.width(),
                        conv.pad().height(),
                        conv.pad().width());
                Extent rows = new Extent(
                        x.height(),
                        y.height(),
                        conv.kernel().height(),
                        conv.stride().height(),
                        conv.pad().height(),
                        conv.dilation().height());
                Extent columns = new Extent(
                        x.width(),
                        y.width(),
                        conv.kernel().width(),
                        conv.stride().width(),
                        conv.pad().width(),
                        conv.dilation().width());
                sums = RowSums.suits(form, conv.groups(), y.channels(), columns)
                        ? RowSums.convolution(input, x.channels(), y.channels(), rows, columns)
                        : ChannelSums.convolution(input, conv.groups(), x.channels(), y.channels(), rows, columns);
            } else {
                input = new Padded(form, channelsInMemory, 1, x.elements() / channelsInMemory, 0, 0);
                sums = ChannelSums.dense(input, x.elements(), y.elements());
            }
            weights.reserve(sums.packedVectors() * Lanes.COUNT);
            biases.reserve(Lanes.blocks(y.channels()) * Lanes.COUNT);
        }

        boolean fits(Op<?> ofCall, VectorTensor x, INDArray ofWeight, @Nullable INDArray ofBias) {
            return op == ofCall
                    && weight == ofWeight
                    && bias == ofBias
                    && form == x.form()
                    && channelsInMemory == x.channelsInMemory();
        }

        /** Packs the weights where they have changed. */
        private void refresh(long revision) {
            if (packedAt != revision) {
                sums.pack(
                        Operands.address(weight),
                        bias == null ? 0 : Operands.address(bias),
                        weights.address(1),
                        biases.address(1));
                packedAt = revision;
            }
        }

        @Override
        public void close() {
            weights.close();
            biases.close();
        }
    }

    private static final class Task implements Workers.Task {
        private @Nullable Sums sums;
        private long weights;
        private long bias;
        private long y;

        @Override
        public void run(int worker, int workers) {
            if (sums != null) {
                sums.run(worker, workers, weights, bias, y);
            }
        }
    }
}
