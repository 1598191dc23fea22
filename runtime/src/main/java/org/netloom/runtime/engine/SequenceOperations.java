package org.netloom.runtime.engine;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.op.Attention;
import org.netloom.runtime.op.ClassToken;
import org.netloom.runtime.op.Embedding;
import org.netloom.runtime.op.Positions;
import org.netloom.runtime.op.Recurrent;
import org.netloom.runtime.op.SequencePool;
import org.netloom.runtime.op.Tokens;

/** The part of an {@link Engine} that is about sequences [N,T,F]; what is said there holds here. */
public interface SequenceOperations {

    /** Refuses what is not a whole number in [0, V). */
    void embedding(Embedding op, Tensor tokens, INDArray weight, Tensor y);

    void embeddingBackward(Embedding op, Tensor tokens, Tensor dy, INDArray dWeight);

    /**
     * @param kept [N,T,kept·H], written for the way back; null where there is none or the cell keeps nothing
     */
    void recurrent(
            Recurrent op,
            Tensor x,
            INDArray weightIh,
            INDArray weightHh,
            @Nullable INDArray biasIh,
            @Nullable INDArray biasHh,
            @Nullable Tensor kept,
            Tensor y);

    /** Backward through all steps (Werbos, 1990). */
    void recurrentBackward(
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
            @Nullable INDArray dBiasHh);

    /**
     * @param projected becomes the queries, keys and values, [N,T,3E]
     * @param shares becomes the softmax, [N,heads,T,T]: how much of each step goes into each
     * @param mixed becomes the heads' outputs side by side, [N,T,E]
     */
    void attention(
            Attention op,
            Tensor x,
            INDArray inWeight,
            @Nullable INDArray inBias,
            INDArray outWeight,
            @Nullable INDArray outBias,
            Tensor projected,
            Tensor shares,
            Tensor mixed,
            Tensor y);

    void attentionBackward(
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
            @Nullable INDArray dOutBias);

    /** Adds a trained weight [T,F], or the sinusoids where it is null. */
    void positions(Positions op, Tensor x, @Nullable INDArray weight, Tensor y);

    void positionsBackward(Positions op, Tensor dy, @Nullable Tensor dx, @Nullable INDArray dWeight);

    void sequencePool(SequencePool op, Tensor x, Tensor y);

    void sequencePoolBackward(SequencePool op, Tensor dy, Tensor dx);

    void tokens(Tokens op, Tensor x, Tensor y);

    void tokensBackward(Tokens op, Tensor dy, Tensor dx);

    void classToken(ClassToken op, Tensor x, INDArray weight, Tensor y);

    void classTokenBackward(ClassToken op, Tensor dy, @Nullable Tensor dx, INDArray dWeight);
}
