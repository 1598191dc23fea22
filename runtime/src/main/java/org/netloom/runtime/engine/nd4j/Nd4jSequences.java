package org.netloom.runtime.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.SequenceOperations;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.op.Attention;
import org.netloom.runtime.op.ClassToken;
import org.netloom.runtime.op.Embedding;
import org.netloom.runtime.op.Op;
import org.netloom.runtime.op.Positions;
import org.netloom.runtime.op.Recurrent;
import org.netloom.runtime.op.SequencePool;
import org.netloom.runtime.op.Tokens;

/** The operations on sequences of {@link Nd4jEngine}. */
abstract class Nd4jSequences implements SequenceOperations {
    private final Embeddings embeddings;
    private final Recurrences recurrences;
    private final Attentions attentions;
    private final Steps steps;

    Nd4jSequences(Kernels kernels) {
        embeddings = new Embeddings();
        recurrences = new Recurrences(kernels);
        attentions = new Attentions(kernels);
        steps = new Steps(kernels);
    }

    /** Runs the body of an operation; what fails there says which layer it was. */
    abstract void run(Op op, Runnable body);

    @Override
    public void embedding(Embedding op, Tensor tokens, INDArray weight, Tensor y) {
        run(op, () -> embeddings.forward(op, Nd4jTensor.of(tokens), weight, Nd4jTensor.of(y)));
    }

    @Override
    public void embeddingBackward(Embedding op, Tensor tokens, Tensor dy, INDArray dWeight) {
        run(op, () -> embeddings.backward(op, Nd4jTensor.of(tokens), Nd4jTensor.of(dy), dWeight));
    }

    @Override
    public void recurrent(
            Recurrent op,
            Tensor x,
            INDArray weightIh,
            INDArray weightHh,
            @Nullable INDArray biasIh,
            @Nullable INDArray biasHh,
            @Nullable Tensor kept,
            Tensor y) {
        run(
                op,
                () -> recurrences.forward(
                        op.cell(),
                        Nd4jTensor.of(x),
                        weightIh,
                        weightHh,
                        biasIh,
                        biasHh,
                        Nd4jTensor.ofNullable(kept),
                        Nd4jTensor.of(y)));
    }

    @Override
    public void recurrentBackward(
            Recurrent op,
            Tensor x,
            INDArray weightIh,
            INDArray weightHh,
            @Nullable Tensor kept,
            Tensor y,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dWeightIh,
            INDArray dWeightHh,
            @Nullable INDArray dBiasIh,
            @Nullable INDArray dBiasHh) {
        run(
                op,
                () -> recurrences.backward(
                        op.cell(),
                        Nd4jTensor.of(x),
                        weightIh,
                        weightHh,
                        Nd4jTensor.ofNullable(kept),
                        Nd4jTensor.of(y),
                        Nd4jTensor.of(dy),
                        Nd4jTensor.ofNullable(dx),
                        dWeightIh,
                        dWeightHh,
                        dBiasIh,
                        dBiasHh));
    }

    @Override
    public void attention(
            Attention op,
            Tensor x,
            INDArray inWeight,
            @Nullable INDArray inBias,
            INDArray outWeight,
            @Nullable INDArray outBias,
            Tensor projected,
            Tensor shares,
            Tensor mixed,
            Tensor y) {
        run(
                op,
                () -> attentions.forward(
                        op,
                        Nd4jTensor.of(x),
                        inWeight,
                        inBias,
                        outWeight,
                        outBias,
                        Nd4jTensor.of(projected),
                        Nd4jTensor.of(shares),
                        Nd4jTensor.of(mixed),
                        Nd4jTensor.of(y)));
    }

    @Override
    public void attentionBackward(
            Attention op,
            Tensor x,
            INDArray inWeight,
            INDArray outWeight,
            Tensor projected,
            Tensor shares,
            Tensor mixed,
            Tensor dy,
            @Nullable Tensor dx,
            INDArray dInWeight,
            @Nullable INDArray dInBias,
            INDArray dOutWeight,
            @Nullable INDArray dOutBias) {
        run(
                op,
                () -> attentions.backward(
                        op,
                        Nd4jTensor.of(x),
                        inWeight,
                        outWeight,
                        Nd4jTensor.of(projected),
                        Nd4jTensor.of(shares),
                        Nd4jTensor.of(mixed),
                        Nd4jTensor.of(dy),
                        Nd4jTensor.ofNullable(dx),
                        dInWeight,
                        dInBias,
                        dOutWeight,
                        dOutBias));
    }

    @Override
    public void positions(Positions op, Tensor x, @Nullable INDArray weight, Tensor y) {
        run(op, () -> steps.positions(Nd4jTensor.of(x), weight, Nd4jTensor.of(y)));
    }

    @Override
    public void positionsBackward(Positions op, Tensor dy, @Nullable Tensor dx, @Nullable INDArray dWeight) {
        run(op, () -> steps.positionsBackward(Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dWeight));
    }

    @Override
    public void sequencePool(SequencePool op, Tensor x, Tensor y) {
        run(op, () -> steps.pool(op.kind(), Nd4jTensor.of(x), Nd4jTensor.of(y)));
    }

    @Override
    public void sequencePoolBackward(SequencePool op, Tensor dy, Tensor dx) {
        run(op, () -> steps.poolBackward(op.kind(), Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
    }

    @Override
    public void tokens(Tokens op, Tensor x, Tensor y) {
        run(op, () -> Steps.tokens(Nd4jTensor.of(x), Nd4jTensor.of(y)));
    }

    @Override
    public void tokensBackward(Tokens op, Tensor dy, Tensor dx) {
        run(op, () -> Steps.tokensBackward(Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
    }

    @Override
    public void classToken(ClassToken op, Tensor x, INDArray weight, Tensor y) {
        run(op, () -> steps.classToken(Nd4jTensor.of(x), weight, Nd4jTensor.of(y)));
    }

    @Override
    public void classTokenBackward(ClassToken op, Tensor dy, @Nullable Tensor dx, INDArray dWeight) {
        run(op, () -> steps.classTokenBackward(Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dWeight));
    }
}
