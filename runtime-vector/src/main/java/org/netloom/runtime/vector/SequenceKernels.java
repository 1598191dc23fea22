package org.netloom.runtime.vector;

import static org.netloom.runtime.vector.Operands.gradient;
import static org.netloom.runtime.vector.Operands.inBlocks;
import static org.netloom.runtime.vector.Operands.written;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.op.Attention;
import org.netloom.runtime.op.ClassToken;
import org.netloom.runtime.op.Embedding;
import org.netloom.runtime.op.Positions;
import org.netloom.runtime.op.Recurrent;
import org.netloom.runtime.op.SequencePool;
import org.netloom.runtime.op.Tokens;

/** The kernels of sequences. */
final class SequenceKernels {
    private final ThreadGuard guard;
    private final Sequences sequences;
    private final Embeddings embeddings;
    private final Recurrences recurrences;
    private final Attentions attentions;

    SequenceKernels(Workers workers, CurveCache curves) {
        this.guard = workers.guard();
        sequences = new Sequences(workers);
        embeddings = new Embeddings(workers);
        recurrences = new Recurrences(workers, curves);
        attentions = new Attentions(workers);
    }

    Embedding.Kernel embedding(Embedding op) {
        return new Embedding.Kernel() {
            @Override
            public void forward(Tensor tokens, INDArray weight, Tensor y) {
                try (Turn turn = guard.enter()) {
                    embeddings.forward(op, inBlocks(tokens), weight, written(y));
                }
            }

            @Override
            public void backward(Tensor tokens, Tensor dy, INDArray dWeight) {
                try (Turn turn = guard.enter()) {
                    embeddings.backward(op, inBlocks(tokens), gradient(dy), dWeight);
                }
            }
        };
    }

    Recurrent.Kernel recurrent(Recurrent op) {
        return new Recurrent.Kernel() {
            @Override
            public void forward(
                    Tensor x,
                    INDArray weightIh,
                    INDArray weightHh,
                    @Nullable INDArray biasIh,
                    @Nullable INDArray biasHh,
                    @Nullable Tensor kept,
                    Tensor y) {
                try (Turn turn = guard.enter()) {
                    recurrences.forward(
                            op,
                            inBlocks(x),
                            weightIh,
                            weightHh,
                            biasIh,
                            biasHh,
                            kept == null ? null : written(kept),
                            written(y));
                }
            }

            @Override
            public void backward(
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
                try (Turn turn = guard.enter()) {
                    recurrences.backward(
                            op,
                            inBlocks(x),
                            weightIh,
                            weightHh,
                            kept == null ? null : inBlocks(kept),
                            inBlocks(y),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            dWeightIh,
                            dWeightHh,
                            dBiasIh,
                            dBiasHh);
                }
            }
        };
    }

    Attention.Kernel attention(Attention op) {
        return new Attention.Kernel() {
            @Override
            public void forward(
                    Tensor x,
                    INDArray inWeight,
                    @Nullable INDArray inBias,
                    INDArray outWeight,
                    @Nullable INDArray outBias,
                    Tensor projected,
                    Tensor shares,
                    Tensor mixed,
                    Tensor y) {
                try (Turn turn = guard.enter()) {
                    attentions.forward(
                            op,
                            inBlocks(x),
                            inWeight,
                            inBias,
                            outWeight,
                            outBias,
                            written(projected),
                            written(shares),
                            written(mixed),
                            written(y));
                }
            }

            @Override
            public void backward(
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
                try (Turn turn = guard.enter()) {
                    attentions.backward(
                            op,
                            inBlocks(x),
                            inWeight,
                            outWeight,
                            inBlocks(projected),
                            inBlocks(shares),
                            inBlocks(mixed),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            dInWeight,
                            dInBias,
                            dOutWeight,
                            dOutBias);
                }
            }
        };
    }

    Positions.Kernel positions(Positions op) {
        return new Positions.Kernel() {
            @Override
            public void forward(Tensor x, @Nullable INDArray weight, Tensor y) {
                try (Turn turn = guard.enter()) {
                    sequences.positions(op, inBlocks(x), weight, written(y));
                }
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, @Nullable INDArray dWeight) {
                try (Turn turn = guard.enter()) {
                    sequences.positionsBackward(gradient(dy), VectorTensor.ofNullable(dx), dWeight);
                }
            }
        };
    }

    SequencePool.Kernel sequencePool(SequencePool op) {
        return new SequencePool.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                try (Turn turn = guard.enter()) {
                    sequences.pool(op, inBlocks(x), written(y));
                }
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    sequences.poolBackward(op, gradient(dy), written(dx));
                }
            }
        };
    }

    Tokens.Kernel tokens(Tokens op) {
        return new Tokens.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                try (Turn turn = guard.enter()) {
                    sequences.tokens(inBlocks(x), written(y));
                }
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                try (Turn turn = guard.enter()) {
                    sequences.tokensBackward(gradient(dy), written(dx));
                }
            }
        };
    }

    ClassToken.Kernel classToken(ClassToken op) {
        return new ClassToken.Kernel() {
            @Override
            public void forward(Tensor x, INDArray weight, Tensor y) {
                try (Turn turn = guard.enter()) {
                    sequences.classToken(inBlocks(x), weight, written(y));
                }
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, INDArray dWeight) {
                try (Turn turn = guard.enter()) {
                    sequences.classTokenBackward(gradient(dy), VectorTensor.ofNullable(dx), dWeight);
                }
            }
        };
    }

    void close() {
        embeddings.close();
        recurrences.close();
        attentions.close();
    }
}
