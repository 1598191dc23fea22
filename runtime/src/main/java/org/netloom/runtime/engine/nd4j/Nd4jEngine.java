package org.netloom.runtime.engine.nd4j;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.NetworkException;
import org.netloom.runtime.engine.BatchStatistics;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.DropoutMask;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
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

/**
 * Computes with ND4J's operations, on whichever of its back ends the application has on its class path.
 *
 * <p>Activations are arrays [N,C,H,W], [N,T,F] or [N,F] in row-major order. Outputs and scratch memory are allocated once for the
 * largest batch and written in place, so that a training run keeps a flat memory size. {@link
 * org.netloom.runtime.engine.Engines} makes one with the threads and checks that a program wants.
 */
public final class Nd4jEngine extends Nd4jSequences implements Engine {
    private final DataType type;
    private final int threads;
    private final ThreadGuard guard = new ThreadGuard("the nd4j engine");
    private final Kernels kernels;
    private final Convolutions convolutions;
    private final DenseLayers denseLayers;
    private final BatchNorms batchNorms;
    private final Activations activations;
    private final Poolings poolings;
    private final Softmaxes softmaxes;
    private final RowNorms rowNorms;
    private final Resamplings resamplings;
    private final TransposedConvolutions transposedConvolutions;
    private final Losses losses;

    /** An engine that computes in this type on all cores. */
    public Nd4jEngine(DataType type) {
        this(type, Runtime.getRuntime().availableProcessors());
    }

    /**
     * An engine that computes in this type, FLOAT or DOUBLE.
     *
     * @param threads how many threads compute; results are the same bits for the same number
     */
    public Nd4jEngine(DataType type, int threads) {
        this(new Kernels(checked(type)), threads);
    }

    private Nd4jEngine(Kernels kernels, int threads) {
        super(kernels);
        this.kernels = kernels;
        this.type = kernels.type();
        this.threads = threads;
        NativeThreads.use(threads);
        convolutions = new Convolutions(kernels);
        denseLayers = new DenseLayers(kernels);
        batchNorms = new BatchNorms(kernels);
        activations = new Activations(kernels);
        poolings = new Poolings(kernels);
        softmaxes = new Softmaxes();
        rowNorms = new RowNorms(kernels);
        resamplings = new Resamplings(kernels);
        transposedConvolutions = new TransposedConvolutions(kernels);
        losses = new Losses(kernels);
    }

    private static DataType checked(DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new NetworkException("the nd4j engine computes in float or double, not in " + type);
        }
        return type;
    }

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public ThreadGuard guard() {
        return guard;
    }

    @Override
    public Buffers buffers() {
        try (Turn turn = guard.enter()) {
            return new Nd4jBuffers(type, guard);
        }
    }

    @Override
    public INDArray zeros(long... shape) {
        try (Turn turn = guard.enter();
                MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            INDArray array = Nd4j.createUninitialized(type, shape, 'c');
            array.assign(0);
            return array;
        }
    }

    @Override
    public void sgd(SgdRule rule, INDArray p, INDArray g, @Nullable INDArray buffer) {
        try (Turn turn = guard.enter()) {
            Updates.sgd(rule, p, g, buffer);
        }
    }

    @Override
    public void adam(AdamRule rule, double rate, double eps, INDArray p, INDArray g, INDArray m, INDArray v) {
        try (Turn turn = guard.enter()) {
            Updates.adam(rule, rate, eps, p, g, m, v);
        }
    }

    @Override
    public void write(INDArray values, Tensor x) {
        try (Turn turn = guard.enter()) {
            INDArray target = Nd4jTensor.of(x).array();
            requireShape(values, target);
            NativeThreads.use(threads);
            target.assign(values);
        }
    }

    @Override
    public void read(Tensor x, INDArray values) {
        try (Turn turn = guard.enter()) {
            INDArray source = Nd4jTensor.of(x).array();
            requireShape(values, source);
            values.assign(source);
        }
    }

    @Override
    public void conv2d(Conv2d op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y) {
        run(op, () -> convolutions.forward(op, Nd4jTensor.of(x), weight, bias, Nd4jTensor.of(y)));
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
        run(
                op,
                () -> convolutions.backward(
                        op, Nd4jTensor.of(x), weight, Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dWeight, dBias));
    }

    @Override
    public void dense(Dense op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y) {
        run(op, () -> denseLayers.forward(Nd4jTensor.of(x), weight, bias, Nd4jTensor.of(y)));
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
        run(
                op,
                () -> denseLayers.backward(
                        Nd4jTensor.of(x), weight, Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dWeight, dBias));
    }

    @Override
    public void batchNorm(
            BatchNorm op,
            Tensor x,
            @Nullable INDArray gamma,
            @Nullable INDArray beta,
            BatchStatistics statistics,
            Tensor y) {
        run(op, () -> batchNorms.forward(op, Nd4jTensor.of(x), gamma, beta, statistics, Nd4jTensor.of(y)));
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
        run(
                op,
                () -> batchNorms.backward(
                        op,
                        Nd4jTensor.of(x),
                        gamma,
                        statistics,
                        Nd4jTensor.of(dy),
                        Nd4jTensor.ofNullable(dx),
                        dGamma,
                        dBeta));
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
        run(op, () -> batchNorms.inference(op, Nd4jTensor.of(x), gamma, beta, mean, variance, Nd4jTensor.of(y)));
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
        run(
                op,
                () -> batchNorms.frozenBackward(
                        op,
                        Nd4jTensor.of(x),
                        gamma,
                        mean,
                        variance,
                        Nd4jTensor.of(dy),
                        Nd4jTensor.ofNullable(dx),
                        dGamma,
                        dBeta));
    }

    @Override
    public void channelMoments(BatchNorm op, Tensor x, BatchStatistics statistics) {
        run(op, () -> batchNorms.moments(Nd4jTensor.of(x), statistics));
    }

    @Override
    public void activation(Activation op, Tensor x, Tensor y) {
        run(
                op,
                () -> activations.forward(
                        op, Nd4jTensor.of(x).array(), Nd4jTensor.of(y).array()));
    }

    @Override
    public void activationBackward(Activation op, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        run(
                op,
                () -> activations.backward(
                        op,
                        Nd4jTensor.of(x).array(),
                        Nd4jTensor.of(y).array(),
                        Nd4jTensor.of(dy).array(),
                        Nd4jTensor.of(dx).array()));
    }

    @Override
    public void pool2d(Pool2d op, Tensor x, Tensor y) {
        run(op, () -> poolings.forward(op, Nd4jTensor.of(x), Nd4jTensor.of(y)));
    }

    @Override
    public void pool2dBackward(Pool2d op, Tensor x, Tensor y, Tensor dy, Tensor dx) {
        run(op, () -> poolings.backward(op, Nd4jTensor.of(x), Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
    }

    @Override
    public void softmax(Softmax op, Tensor x, Tensor y) {
        run(op, () -> softmaxes.forward(Nd4jTensor.of(x), Nd4jTensor.of(y)));
    }

    @Override
    public void softmaxBackward(Softmax op, Tensor y, Tensor dy, Tensor dx) {
        run(op, () -> softmaxes.backward(Nd4jTensor.of(y), Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
    }

    @Override
    public void layerNorm(LayerNorm op, Tensor x, INDArray gamma, INDArray beta, Tensor y) {
        run(op, () -> rowNorms.layerNorm(op, Nd4jTensor.of(x), gamma, beta, Nd4jTensor.of(y)));
    }

    @Override
    public void layerNormBackward(
            LayerNorm op, Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta) {
        run(
                op,
                () -> rowNorms.layerNormBackward(
                        op, Nd4jTensor.of(x), gamma, Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dGamma, dBeta));
    }

    @Override
    public void groupNorm(GroupNorm op, Tensor x, INDArray gamma, INDArray beta, Tensor y) {
        run(op, () -> rowNorms.groupNorm(op, Nd4jTensor.of(x), gamma, beta, Nd4jTensor.of(y)));
    }

    @Override
    public void groupNormBackward(
            GroupNorm op, Tensor x, INDArray gamma, Tensor dy, @Nullable Tensor dx, INDArray dGamma, INDArray dBeta) {
        run(
                op,
                () -> rowNorms.groupNormBackward(
                        op, Nd4jTensor.of(x), gamma, Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dGamma, dBeta));
    }

    @Override
    public void pad2d(Pad2d op, Tensor x, Tensor y) {
        run(op, () -> resamplings.pad(op, Nd4jTensor.of(x), Nd4jTensor.of(y)));
    }

    @Override
    public void pad2dBackward(Pad2d op, Tensor dy, Tensor dx) {
        run(op, () -> resamplings.padBackward(op, Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
    }

    @Override
    public void upsample2d(Upsample2d op, Tensor x, Tensor y) {
        run(op, () -> resamplings.upsample(op, Nd4jTensor.of(x), Nd4jTensor.of(y)));
    }

    @Override
    public void upsample2dBackward(Upsample2d op, Tensor dy, Tensor dx) {
        run(op, () -> resamplings.upsampleBackward(op, Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
    }

    @Override
    public void convTranspose2d(ConvTranspose2d op, Tensor x, INDArray weight, @Nullable INDArray bias, Tensor y) {
        run(op, () -> transposedConvolutions.forward(op, Nd4jTensor.of(x), weight, bias, Nd4jTensor.of(y)));
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
        run(
                op,
                () -> transposedConvolutions.backward(
                        op, Nd4jTensor.of(x), weight, Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dWeight, dBias));
    }

    @Override
    public void dropout(Dropout op, Tensor x, long seed, Tensor mask, Tensor y) {
        run(op, () -> {
            INDArray factors = Nd4jTensor.of(mask).array();
            HostCopy.write(DropoutMask.draw(seed, op.probability(), Math.toIntExact(factors.length())), factors);
            kernels.multiply(Nd4jTensor.of(x).array(), factors, Nd4jTensor.of(y).array());
        });
    }

    @Override
    public void dropoutBackward(Dropout op, Tensor mask, Tensor dy, Tensor dx) {
        run(
                op,
                () -> kernels.multiply(
                        Nd4jTensor.of(dy).array(),
                        Nd4jTensor.of(mask).array(),
                        Nd4jTensor.of(dx).array()));
    }

    @Override
    public void add(Tensor a, Tensor b, Tensor y) {
        try (Turn turn = guard.enter()) {
            NativeThreads.use(threads);
            kernels.add(
                    Nd4jTensor.of(a).array(),
                    Nd4jTensor.of(b).array(),
                    Nd4jTensor.of(y).array());
        }
    }

    @Override
    public void copy(Tensor x, Tensor y) {
        try (Turn turn = guard.enter()) {
            Nd4jTensor.of(y).array().assign(Nd4jTensor.of(x).array());
        }
    }

    @Override
    public void concat(Site site, Tensor x, int from, Tensor y) {
        try (Turn turn = guard.enter()) {
            Nd4jTensor part = Nd4jTensor.of(x);
            Concatenation.part(Nd4jTensor.of(y), part, from).assign(Concatenation.rows(part));
        }
    }

    @Override
    public void concatBackward(Site site, Tensor dy, int from, Tensor dx) {
        try (Turn turn = guard.enter()) {
            Nd4jTensor part = Nd4jTensor.of(dx);
            Concatenation.rows(part).assign(Concatenation.part(Nd4jTensor.of(dy), part, from));
        }
    }

    @Override
    public double crossEntropy(Tensor logits, int[] labels, Tensor dLogits) {
        try (Turn turn = guard.enter()) {
            return losses.crossEntropy(Nd4jTensor.of(logits), labels, Nd4jTensor.of(dLogits));
        }
    }

    @Override
    public double meanSquaredError(Tensor y, INDArray target, Tensor dy) {
        try (Turn turn = guard.enter()) {
            return losses.meanSquaredError(Nd4jTensor.of(y), target, Nd4jTensor.of(dy));
        }
    }

    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            guard.close();
            kernels.close();
        }
    }

    /** The one way to the native side for an operation: what fails there says which layer it was. */
    @Override
    void run(Op op, Runnable body) {
        try (Turn turn = guard.enter()) {
            NativeThreads.use(threads);
            body.run();
        } catch (NetworkException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new NetworkException("%s failed: %s".formatted(op.site(), reason(e)), e);
        }
    }

    private static String reason(RuntimeException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }

    /** {@code assign} would broadcast. */
    private static void requireShape(INDArray values, INDArray tensor) {
        if (!Arrays.equals(values.shape(), tensor.shape())) {
            throw new NetworkException("an array of shape %s for a tensor of shape %s"
                    .formatted(Arrays.toString(values.shape()), Arrays.toString(tensor.shape())));
        }
    }
}
