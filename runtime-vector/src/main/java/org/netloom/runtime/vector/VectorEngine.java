package org.netloom.runtime.vector;

import static org.netloom.runtime.vector.Operands.completed;
import static org.netloom.runtime.vector.Operands.gradient;
import static org.netloom.runtime.vector.Operands.inBlocks;
import static org.netloom.runtime.vector.Operands.planes;
import static org.netloom.runtime.vector.Operands.written;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.BatchStatistics;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.engine.nd4j.Nd4jEngine;
import org.netloom.runtime.op.Activation;
import org.netloom.runtime.op.BatchNorm;
import org.netloom.runtime.op.Conv2d;
import org.netloom.runtime.op.ConvTranspose2d;
import org.netloom.runtime.op.Dense;
import org.netloom.runtime.op.Dropout;
import org.netloom.runtime.op.GroupNorm;
import org.netloom.runtime.op.LayerNorm;
import org.netloom.runtime.op.Op;
import org.netloom.runtime.op.Pad2d;
import org.netloom.runtime.op.Pool2d;
import org.netloom.runtime.op.Site;
import org.netloom.runtime.op.Softmax;
import org.netloom.runtime.op.Upsample2d;
import org.netloom.runtime.vector.kernel.CurveLoops;
import org.netloom.runtime.vector.kernel.Lanes;
import org.netloom.runtime.vector.kernel.Windows;

/**
 * Computes with the CPU's vectors, in float, on memory of ND4J's.
 *
 * <p>A batch is cut into blocks of as many examples as a vector has lanes, so that every operation fills its vectors
 * whatever the number of channels. A fixed set of threads shares each operation; results are the same bits for any number
 * of them. One thread at a time calls, as of every {@link org.netloom.runtime.engine.Engine}.
 */
public final class VectorEngine extends VectorSequences {
    private final Workers workers;
    private final ThreadGuard guard;
    private final Layout layout;
    private final CurveCache curves;

    /** Makes parameters, and sees to it that what else ND4J does takes no more threads. */
    private final Nd4jEngine nd4j;

    private final Linear weighted;
    private final OneExample oneExample;
    private final Normalization normalization;
    private final GhostNorms ghostNorms;
    private final RowNorms rowNorms;
    private final Elementwise elementwise;
    private final Poolings poolings;
    private final Resamplings resamplings;
    private final Softmaxes softmaxes;
    private final ParameterSteps parameterSteps;
    private final SquaredErrors squaredErrors;

    /** An engine on so many threads, the calling one included. */
    public VectorEngine(int threads) {
        this(new Workers(threads), new CurveCache());
    }

    private VectorEngine(Workers workers, CurveCache curves) {
        super(workers, curves);
        this.workers = workers;
        this.guard = workers.guard();
        this.curves = curves;
        nd4j = new Nd4jEngine(DataType.FLOAT, workers.count());
        layout = new Layout(workers);
        weighted = new Linear(workers);
        oneExample = new OneExample(workers);
        normalization = new Normalization(workers);
        ghostNorms = new GhostNorms(workers);
        rowNorms = new RowNorms(workers);
        elementwise = new Elementwise(workers, curves);
        poolings = new Poolings(workers);
        resamplings = new Resamplings(workers);
        softmaxes = new Softmaxes(workers);
        parameterSteps = new ParameterSteps(workers);
        squaredErrors = new SquaredErrors(workers, layout);
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public DataType dataType() {
        return DataType.FLOAT;
    }

    @Override
    public ThreadGuard guard() {
        return guard;
    }

    @Override
    public Buffers buffers() {
        try (Turn turn = guard.enter()) {
            return new VectorBuffers(guard, false);
        }
    }

    @Override
    public Buffers inferenceBuffers() {
        try (Turn turn = guard.enter()) {
            return new VectorBuffers(guard, true);
        }
    }

    @Override
    public INDArray zeros(long... shape) {
        try (Turn turn = guard.enter()) {
            return nd4j.zeros(shape);
        }
    }

    @Override
    public void sgd(SgdRule rule, INDArray p, INDArray g, @Nullable INDArray buffer) {
        try (Turn turn = guard.enter()) {
            parameterSteps.sgd(rule, p, g, buffer);
        }
    }

    @Override
    public void adam(AdamRule rule, double rate, double eps, INDArray p, INDArray g, INDArray m, INDArray v) {
        try (Turn turn = guard.enter()) {
            parameterSteps.adam(rule, rate, eps, p, g, m, v);
        }
    }

    @Override
    public void write(INDArray values, Tensor x) {
        try (Turn turn = guard.enter()) {
            requireShape(values, x);
            VectorTensor ours = written(x);
            layout.write(values, ours);
            ours.repeatsLast(true);
        }
    }

    @Override
    public void read(Tensor x, INDArray values) {
        try (Turn turn = guard.enter()) {
            requireShape(values, x);
            layout.read(completed(x), values);
        }
    }

    @Override
    public void conv2d(Conv2d op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y) {
        try (Turn turn = guard.enter()) {
            forward(op, x, weight, bias, y);
        }
    }

    @Override
    public void conv2dBackward(
            Conv2d op,
            Tensor x,
            INDArray weight,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        try (Turn turn = guard.enter()) {
            backward(op, x, weight, dy, dx, dWeight, dBias);
        }
    }

    @Override
    public void convTranspose2d(ConvTranspose2d op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y) {
        try (Turn turn = guard.enter()) {
            forward(op, x, weight, bias, y);
        }
    }

    @Override
    public void convTranspose2dBackward(
            ConvTranspose2d op,
            Tensor x,
            INDArray weight,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        try (Turn turn = guard.enter()) {
            backward(op, x, weight, dy, dx, dWeight, dBias);
        }
    }

    @Override
    public void dense(Dense op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y) {
        try (Turn turn = guard.enter()) {
            forward(op, x, weight, bias, y);
        }
    }

    @Override
    public void denseBackward(
            Dense op,
            Tensor x,
            INDArray weight,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        try (Turn turn = guard.enter()) {
            backward(op, x, weight, dy, dx, dWeight, dBias);
        }
    }

    @Override
    public void conv2dActivation(
            Conv2d op,
            Tensor x,
            INDArray weight,
            @Nullable INDArray bias,
            Tensor linear,
            Activation activation,
            Tensor y) {
        try (Turn turn = guard.enter()) {
            forward(op, x, weight, bias, linear, activation, y);
        }
    }

    @Override
    public void denseActivation(
            Dense op,
            Tensor x,
            INDArray weight,
            @Nullable INDArray bias,
            Tensor linear,
            Activation activation,
            Tensor y) {
        try (Turn turn = guard.enter()) {
            forward(op, x, weight, bias, linear, activation, y);
        }
    }

    private void forward(
            Op op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor linear, Activation activation, Tensor y) {
        VectorTensor in = completed(x);
        VectorTensor out = VectorTensor.of(y);
        if (OneExample.suits(op, in, out)) {
            oneExample.forward(op, in, weight, bias, out);
            activation(activation, y, y);
        } else {
            weighted.forward(op, inBlocks(x), weight, bias, curves.of(activation), written(y));
        }
        weighted.leaveOut(VectorTensor.of(linear), op, in, weight, bias);
    }

    private void forward(Op op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y) {
        VectorTensor in = completed(x);
        VectorTensor out = VectorTensor.of(y);
        if (OneExample.suits(op, in, out)) {
            oneExample.forward(op, in, weight, bias, out);
        } else {
            weighted.forward(op, inBlocks(x), weight, bias, null, written(y));
        }
    }

    private void backward(
            Op op,
            Tensor x,
            INDArray weight,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeight,
            @Nullable INDArray dBias) {
        weighted.backward(op, inBlocks(x), weight, gradient(dy), VectorTensor.ofNullable(dx), dWeight, dBias);
    }

    @Override
    public void batchNorm(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor y) {
        try (Turn turn = guard.enter()) {
            if (op.parts(x.batch()) > 1) {
                ghostNorms.forward(op, inBlocks(x), gamma, beta, statistics, written(y));
                return;
            }
            normalization.forward(op, inBlocks(x), gamma, beta, statistics, CurveCache.IDENTITY, null, written(y));
        }
    }

    @Override
    public void batchNormBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            BatchStatistics statistics,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta) {
        try (Turn turn = guard.enter()) {
            if (statistics.parts() > 1) {
                ghostNorms.backward(
                        op, inBlocks(x), gamma, statistics, gradient(dy), VectorTensor.ofNullable(dx), dGamma, dBeta);
                return;
            }
            normalization.backward(
                    op,
                    inBlocks(x),
                    gamma,
                    null,
                    statistics,
                    CurveCache.IDENTITY,
                    null,
                    null,
                    gradient(dy),
                    VectorTensor.ofNullable(dx),
                    dGamma,
                    dBeta);
        }
    }

    @Override
    public void batchNormActivation(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor y) {
        try (Turn turn = guard.enter()) {
            if (op.parts(x.batch()) > 1) {
                super.batchNormActivation(op, x, gamma, beta, statistics, normalized, activation, y);
                return;
            }
            VectorTensor in = inBlocks(x);
            normalization.forward(op, in, gamma, beta, statistics, curves.of(activation), null, written(y));
            normalization.leaveOut(VectorTensor.of(normalized), op, in, gamma, beta, statistics, CurveCache.IDENTITY);
        }
    }

    @Override
    public void batchNormActivationBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor y,
            Tensor dy,
            Tensor dNormalized,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta) {
        try (Turn turn = guard.enter()) {
            if (statistics.parts() > 1) {
                super.batchNormActivationBackward(
                        op, x, gamma, beta, statistics, normalized, activation, y, dy, dNormalized, dx, dGamma, dBeta);
                return;
            }
            normalization.backward(
                    op,
                    inBlocks(x),
                    gamma,
                    beta,
                    statistics,
                    curves.of(activation),
                    null,
                    inBlocks(y),
                    gradient(dy),
                    VectorTensor.ofNullable(dx),
                    dGamma,
                    dBeta);
        }
    }

    @Override
    public void batchNormActivationPool(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor activated,
            Pool2d pool,
            Tensor y) {
        try (Turn turn = guard.enter()) {
            VectorTensor in = inBlocks(x);
            Windows windows = poolings.windows(pool, in, VectorTensor.of(y));
            CurveLoops curve = curves.of(activation);
            if (op.parts(x.batch()) > 1 || !windows.disjoint() || !curve.neverDecreases()) {
                super.batchNormActivationPool(
                        op, x, gamma, beta, statistics, normalized, activation, activated, pool, y);
                return;
            }
            normalization.forward(op, in, gamma, beta, statistics, curve, windows, written(y));
            normalization.leaveOut(VectorTensor.of(normalized), op, in, gamma, beta, statistics, CurveCache.IDENTITY);
            normalization.leaveOut(VectorTensor.of(activated), op, in, gamma, beta, statistics, curve);
        }
    }

    @Override
    public void batchNormActivationPoolBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor normalized,
            Activation activation,
            Tensor activated,
            Pool2d pool,
            Tensor y,
            Tensor dy,
            Tensor dActivated,
            Tensor dNormalized,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta) {
        try (Turn turn = guard.enter()) {
            VectorTensor in = inBlocks(x);
            Windows windows = poolings.windows(pool, in, VectorTensor.of(y));
            CurveLoops curve = curves.of(activation);
            if (statistics.parts() > 1 || !windows.disjoint() || !curve.neverDecreases()) {
                super.batchNormActivationPoolBackward(
                        op,
                        x,
                        gamma,
                        beta,
                        statistics,
                        normalized,
                        activation,
                        activated,
                        pool,
                        y,
                        dy,
                        dActivated,
                        dNormalized,
                        dx,
                        dGamma,
                        dBeta);
                return;
            }
            normalization.backward(
                    op,
                    in,
                    gamma,
                    beta,
                    statistics,
                    curve,
                    windows,
                    inBlocks(y),
                    gradient(dy),
                    VectorTensor.ofNullable(dx),
                    dGamma,
                    dBeta);
        }
    }

    @Override
    public void batchNormInference(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            INDArray mean,
            INDArray variance,
            Tensor y) {
        try (Turn turn = guard.enter()) {
            normalization.inference(op, inBlocks(x), gamma, beta, mean, variance, written(y));
        }
    }

    @Override
    public void batchNormFrozenBackward(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            INDArray mean,
            INDArray variance,
            Tensor dy,
            @Nullable Tensor dx,
            @Nullable INDArray dGamma,
            @Nullable INDArray dBeta) {
        try (Turn turn = guard.enter()) {
            normalization.frozenBackward(
                    op, inBlocks(x), gamma, mean, variance, gradient(dy), VectorTensor.ofNullable(dx), dGamma, dBeta);
        }
    }

    @Override
    public void channelMoments(BatchNorm op, Tensor x, BatchStatistics statistics) {
        try (Turn turn = guard.enter()) {
            normalization.moments(inBlocks(x), statistics);
        }
    }

    @Override
    public void layerNorm(LayerNorm op, Tensor x, INDArray gamma, INDArray beta, Tensor y) {
        try (Turn turn = guard.enter()) {
            rowNorms.layerNorm(op, inBlocks(x), gamma, beta, written(y));
        }
    }

    @Override
    public void layerNormBackward(
            LayerNorm op, Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta) {
        try (Turn turn = guard.enter()) {
            rowNorms.layerNormBackward(
                    op, inBlocks(x), gamma, gradient(dy), VectorTensor.ofNullable(dx), dGamma, dBeta);
        }
    }

    @Override
    public void groupNorm(GroupNorm op, Tensor x, INDArray gamma, INDArray beta, Tensor y) {
        try (Turn turn = guard.enter()) {
            rowNorms.groupNorm(op, inBlocks(x), gamma, beta, written(y));
        }
    }

    @Override
    public void groupNormBackward(
            GroupNorm op, Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta) {
        try (Turn turn = guard.enter()) {
            rowNorms.groupNormBackward(
                    op, inBlocks(x), gamma, gradient(dy), VectorTensor.ofNullable(dx), dGamma, dBeta);
        }
    }

    @Override
    public void activation(Activation op, Tensor x, Tensor y) {
        try (Turn turn = guard.enter()) {
            VectorTensor in = completed(x);
            elementwise.activation(op, in, written(y, in));
        }
    }

    @Override
    public void activationBackward(Activation op, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        try (Turn turn = guard.enter()) {
            elementwise.activationBackward(op, VectorTensor.of(x), VectorTensor.of(y), gradient(dy), written(dx));
        }
    }

    @Override
    public void pool2d(Pool2d op, Tensor x, Tensor y) {
        try (Turn turn = guard.enter()) {
            VectorTensor in = completed(x);
            VectorTensor out = VectorTensor.of(y);
            if (!poolings.forwardOfOne(op, in, out)) {
                poolings.forward(op, inBlocks(x), written(y));
            }
        }
    }

    @Override
    public void pool2dBackward(Pool2d op, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        try (Turn turn = guard.enter()) {
            poolings.backward(op, inBlocks(x), inBlocks(y), gradient(dy), written(dx));
        }
    }

    @Override
    public void pad2d(Pad2d op, Tensor x, Tensor y) {
        try (Turn turn = guard.enter()) {
            VectorTensor in = planes(x);
            resamplings.pad(op, in, written(y, in));
        }
    }

    @Override
    public void pad2dBackward(Pad2d op, Tensor dy, Tensor dx) {
        try (Turn turn = guard.enter()) {
            resamplings.padBackward(op, gradient(dy), written(dx));
        }
    }

    @Override
    public void upsample2d(Upsample2d op, Tensor x, Tensor y) {
        try (Turn turn = guard.enter()) {
            VectorTensor in = planes(x);
            resamplings.upsample(op, in, written(y, in));
        }
    }

    @Override
    public void upsample2dBackward(Upsample2d op, Tensor dy, Tensor dx) {
        try (Turn turn = guard.enter()) {
            resamplings.upsampleBackward(op, gradient(dy), written(dx));
        }
    }

    @Override
    public void softmax(Softmax op, Tensor x, Tensor y) {
        try (Turn turn = guard.enter()) {
            softmaxes.forward(inBlocks(x), written(y));
        }
    }

    @Override
    public void softmaxBackward(Softmax op, Tensor y, Tensor dy, Tensor dx) {
        try (Turn turn = guard.enter()) {
            softmaxes.backward(inBlocks(y), gradient(dy), written(dx));
        }
    }

    @Override
    public void dropout(Dropout op, Tensor x, long seed, Tensor mask, Tensor y) {
        try (Turn turn = guard.enter()) {
            elementwise.dropout(op, inBlocks(x), seed, written(mask), written(y));
        }
    }

    @Override
    public void dropoutBackward(Dropout op, Tensor mask, Tensor dy, Tensor dx) {
        try (Turn turn = guard.enter()) {
            elementwise.multiply(gradient(dy), inBlocks(mask), written(dx));
        }
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor y) {
        try (Turn turn = guard.enter()) {
            VectorTensor first = completed(a);
            VectorTensor second = completed(b);
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
    public void copy(Tensor x, Tensor y) {
        try (Turn turn = guard.enter()) {
            VectorTensor in = completed(x);
            elementwise.copy(in, written(y, in));
            VectorTensor.of(y).repeatsLast(VectorTensor.of(x).repeatsLast());
        }
    }

    @Override
    public void concat(Site site, Tensor x, int from, Tensor y) {
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
    public void concatBackward(Site site, Tensor dy, int from, Tensor dx) {
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

    @Override
    public double crossEntropy(Tensor logits, int[] labels, Tensor dLogits) {
        try (Turn turn = guard.enter()) {
            return softmaxes.crossEntropy(inBlocks(logits), labels, written(dLogits));
        }
    }

    @Override
    public double meanSquaredError(Tensor y, INDArray target, Tensor dy) {
        try (Turn turn = guard.enter()) {
            return squaredErrors.mean(inBlocks(y), target, written(dy));
        }
    }

    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            workers.close();
            weighted.close();
            normalization.close();
            ghostNorms.close();
            rowNorms.close();
            closeSequences();
            nd4j.close();
        }
    }

    private static void requireShape(INDArray values, Tensor tensor) {
        boolean fits = values.rank() == tensor.shape().size() + 1 && values.size(0) == tensor.batch();
        for (int i = 0; fits && i < tensor.shape().size(); i++) {
            fits = values.size(i + 1) == tensor.shape().get(i);
        }
        if (!fits) {
            throw new NetworkException(
                    "an array of shape %s for a tensor of shape %s".formatted(Arrays.toString(values.shape()), tensor));
        }
    }
}
