package org.netloom.runtime.engine.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.engine.Tensor;
import org.netloom.runtime.op.Attention;
import org.netloom.runtime.op.ClassToken;
import org.netloom.runtime.op.Embedding;
import org.netloom.runtime.op.Positions;
import org.netloom.runtime.op.Recurrent;
import org.netloom.runtime.op.SequencePool;
import org.netloom.runtime.op.Tokens;

/** The kernels of sequences. */
final class SequenceKernels {
    private final Calls calls;
    private final Embeddings embeddings;
    private final Recurrences recurrences;
    private final Attentions attentions;
    private final Steps steps;

    SequenceKernels(Calls calls, Kernels kernels) {
        this.calls = calls;
        embeddings = new Embeddings();
        recurrences = new Recurrences(kernels);
        attentions = new Attentions(kernels);
        steps = new Steps(kernels);
    }

    Embedding.Kernel embedding(Embedding op) {
        return new Embedding.Kernel() {
            @Override
            public void forward(Tensor tokens, INDArray weight, Tensor y) {
                calls.run(op, () -> embeddings.forward(op, Nd4jTensor.of(tokens), weight, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor tokens, Tensor dy, INDArray dWeight) {
                calls.run(op, () -> embeddings.backward(op, Nd4jTensor.of(tokens), Nd4jTensor.of(dy), dWeight));
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
                calls.run(
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
                calls.run(
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
                calls.run(
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
                calls.run(
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
        };
    }

    Positions.Kernel positions(Positions op) {
        return new Positions.Kernel() {
            @Override
            public void forward(Tensor x, @Nullable INDArray weight, Tensor y) {
                calls.run(op, () -> steps.positions(Nd4jTensor.of(x), weight, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, @Nullable INDArray dWeight) {
                calls.run(op, () -> steps.positionsBackward(Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dWeight));
            }
        };
    }

    SequencePool.Kernel sequencePool(SequencePool op) {
        return new SequencePool.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                calls.run(op, () -> steps.pool(op.kind(), Nd4jTensor.of(x), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                calls.run(op, () -> steps.poolBackward(op.kind(), Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
            }
        };
    }

    Tokens.Kernel tokens(Tokens op) {
        return new Tokens.Kernel() {
            @Override
            public void forward(Tensor x, Tensor y) {
                calls.run(op, () -> Steps.tokens(Nd4jTensor.of(x), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, Tensor dx) {
                calls.run(op, () -> Steps.tokensBackward(Nd4jTensor.of(dy), Nd4jTensor.of(dx)));
            }
        };
    }

    ClassToken.Kernel classToken(ClassToken op) {
        return new ClassToken.Kernel() {
            @Override
            public void forward(Tensor x, INDArray weight, Tensor y) {
                calls.run(op, () -> steps.classToken(Nd4jTensor.of(x), weight, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, INDArray dWeight) {
                calls.run(op, () -> steps.classTokenBackward(Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), dWeight));
            }
        };
    }
}
