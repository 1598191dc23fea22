package org.netloom.runtime.internal.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Activation;
import org.netloom.op.AdamUpdate;
import org.netloom.op.Add;
import org.netloom.op.Attention;
import org.netloom.op.AverageUpdate;
import org.netloom.op.BatchNorm;
import org.netloom.op.ClassToken;
import org.netloom.op.Concat;
import org.netloom.op.Conv2d;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Dense;
import org.netloom.op.Dropout;
import org.netloom.op.Embedding;
import org.netloom.op.GroupNorm;
import org.netloom.op.InputMeans;
import org.netloom.op.LayerNorm;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Op;
import org.netloom.op.Pad2d;
import org.netloom.op.Pool2d;
import org.netloom.op.Positions;
import org.netloom.op.Recurrent;
import org.netloom.op.RowLoss;
import org.netloom.op.RuleUpdate;
import org.netloom.op.SequencePool;
import org.netloom.op.SgdUpdate;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.op.Tokens;
import org.netloom.op.Upsample2d;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.KernelTable;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.NetworkException;

/**
 * Computes with ND4J's operations, on whichever of its back ends the application has on its class path.
 *
 * <p>Activations are arrays [N,C,H,W], [N,T,F] or [N,F] in row-major order. Outputs and scratch memory are allocated once for the
 * largest batch and written in place, so that a training run keeps a flat memory size. {@link
 * org.netloom.runtime.engine.Engines} makes one with the threads and checks that a program wants.
 */
public final class Nd4jEngine implements Engine {
    private final DataType type;
    private final int threads;
    private final ThreadGuard guard = new ThreadGuard("the nd4j engine");
    private final Kernels kernels;
    private final KernelTable table;

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
        this.kernels = kernels;
        this.type = kernels.type();
        this.threads = threads;
        NativeThreads.use(threads);
        Calls calls = new Calls(guard, threads);
        WeightedKernels weighted = new WeightedKernels(calls, kernels);
        NormKernels norms = new NormKernels(calls, kernels);
        ImageKernels images = new ImageKernels(calls, kernels);
        PointwiseKernels pointwise = new PointwiseKernels(calls, kernels);
        SequenceKernels sequences = new SequenceKernels(calls, kernels);
        TrainingKernels training = new TrainingKernels(calls, kernels);
        table = new KernelTable(this)
                .add(Conv2d.class, weighted::conv2d)
                .add(ConvTranspose2d.class, weighted::convTranspose2d)
                .add(Dense.class, weighted::dense)
                .add(InputMeans.class, weighted::inputMeans)
                .add(BatchNorm.class, norms::batchNorm)
                .add(LayerNorm.class, norms::layerNorm)
                .add(GroupNorm.class, norms::groupNorm)
                .add(Pool2d.class, images::pool2d)
                .add(Pad2d.class, images::pad2d)
                .add(Upsample2d.class, images::upsample2d)
                .add(Activation.class, pointwise::activation)
                .add(Softmax.class, pointwise::softmax)
                .add(Dropout.class, pointwise::dropout)
                .add(Add.class, pointwise::add)
                .add(Concat.class, pointwise::concat)
                .add(Embedding.class, sequences::embedding)
                .add(Recurrent.class, sequences::recurrent)
                .add(Attention.class, sequences::attention)
                .add(Positions.class, sequences::positions)
                .add(SequencePool.class, sequences::sequencePool)
                .add(Tokens.class, sequences::tokens)
                .add(ClassToken.class, sequences::classToken)
                .add(CrossEntropyLoss.class, training::crossEntropy)
                .add(MeanSquaredErrorLoss.class, training::meanSquaredError)
                .add(RowLoss.class, training::rowLoss)
                .add(SgdUpdate.class, training::sgd)
                .add(AdamUpdate.class, training::adam)
                .add(RuleUpdate.class, training::rule)
                .add(AverageUpdate.class, training::average);
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
    public NdArray zeros(long... shape) {
        try (Turn turn = guard.enter();
                MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            INDArray array = Nd4j.createUninitialized(type, shape, 'c');
            array.assign(0);
            return new NdArray(array);
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
    public <K> K kernel(Op<K> op) {
        return table.kernel(op);
    }

    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            guard.close();
            kernels.close();
        }
    }

    /** {@code assign} would broadcast. */
    private static void requireShape(INDArray values, INDArray tensor) {
        if (!Arrays.equals(values.shape(), tensor.shape())) {
            throw new NetworkException("an array of shape %s for a tensor of shape %s"
                    .formatted(Arrays.toString(values.shape()), Arrays.toString(tensor.shape())));
        }
    }
}
