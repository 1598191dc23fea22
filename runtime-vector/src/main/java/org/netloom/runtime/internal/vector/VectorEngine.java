package org.netloom.runtime.internal.vector;

import static org.netloom.runtime.internal.vector.memory.Operands.inAnyForm;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Activation;
import org.netloom.op.AdamUpdate;
import org.netloom.op.Add;
import org.netloom.op.Attention;
import org.netloom.op.AverageUpdate;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.ClassToken;
import org.netloom.op.Concat;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2dActivation;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
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
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.internal.vector.image.ImageKernels;
import org.netloom.runtime.internal.vector.image.Poolings;
import org.netloom.runtime.internal.vector.memory.VectorBuffers;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.norm.NormKernels;
import org.netloom.runtime.internal.vector.pointwise.ActivationCache;
import org.netloom.runtime.internal.vector.pointwise.PointwiseKernels;
import org.netloom.runtime.internal.vector.pointwise.Softmaxes;
import org.netloom.runtime.internal.vector.sequence.SequenceKernels;
import org.netloom.runtime.internal.vector.training.Layout;
import org.netloom.runtime.internal.vector.training.TrainingKernels;
import org.netloom.runtime.internal.vector.weighted.WeightedKernels;

/**
 * Computes with the CPU's vectors, in float, on memory of ND4J's.
 *
 * <p>A batch is cut into blocks of as many examples as a vector has lanes, so that every operation fills its vectors
 * whatever the number of channels. A fixed set of threads shares each operation; results are the same bits for any number
 * of them. One thread at a time calls, as of every {@link Engine}.
 */
public final class VectorEngine implements Engine {
    private final Workers workers;
    private final ThreadGuard guard;
    private final Layout layout;
    /** Makes parameters, and sees to it that what else ND4J does takes no more threads. */
    private final Nd4jEngine nd4j;

    private final WeightedKernels weighted;
    private final NormKernels norms;
    private final SequenceKernels sequences;
    private final KernelTable table;

    /** An engine on so many threads, the calling one included. */
    public VectorEngine(int threads) {
        workers = new Workers(threads);
        guard = workers.guard();
        nd4j = new Nd4jEngine(DataType.FLOAT, workers.count());
        layout = new Layout(workers);
        ActivationCache curves = new ActivationCache();
        Poolings poolings = new Poolings(workers);
        Softmaxes softmaxes = new Softmaxes(workers);
        weighted = new WeightedKernels(this, workers, curves);
        norms = new NormKernels(this, workers, curves, poolings);
        ImageKernels images = new ImageKernels(workers, poolings);
        PointwiseKernels pointwise = new PointwiseKernels(workers, curves, softmaxes);
        sequences = new SequenceKernels(workers, curves);
        TrainingKernels training = new TrainingKernels(workers, layout, softmaxes);
        table = new KernelTable(this)
                .add(Conv2d.class, weighted::conv2d)
                .add(ConvTranspose2d.class, weighted::convTranspose2d)
                .add(Dense.class, weighted::dense)
                .add(InputMeans.class, weighted::inputMeans)
                .add(Conv2dActivation.class, weighted::conv2dActivation)
                .add(DenseActivation.class, weighted::denseActivation)
                .add(BatchNorm.class, norms::batchNorm)
                .add(BatchNormActivation.class, norms::batchNormActivation)
                .add(BatchNormActivationPool.class, norms::batchNormActivationPool)
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
    public NdArray zeros(long... shape) {
        try (Turn turn = guard.enter()) {
            return nd4j.zeros(shape);
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
            layout.read(inAnyForm(x), values);
        }
    }

    @Override
    public <K> K kernel(Op<K> op) {
        return table.kernel(op);
    }

    @Override
    public void close() {
        try (Turn turn = guard.enterToClose()) {
            workers.close();
            weighted.close();
            norms.close();
            sequences.close();
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
