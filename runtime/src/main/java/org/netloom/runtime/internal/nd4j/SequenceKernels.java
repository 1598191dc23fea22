package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.netloom.op.Array;
import org.netloom.op.Attention;
import org.netloom.op.ClassToken;
import org.netloom.op.Embedding;
import org.netloom.op.Positions;
import org.netloom.op.Recurrent;
import org.netloom.op.SequencePool;
import org.netloom.op.Tensor;
import org.netloom.op.Tokens;
import org.netloom.runtime.engine.NdArray;

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
            public void forward(Tensor tokens, Array weight, Tensor y) {
                calls.run(
                        op, () -> embeddings.forward(op, Nd4jTensor.of(tokens), NdArray.of(weight), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor tokens, Tensor dy, Array dWeight) {
                calls.run(
                        op,
                        () -> embeddings.backward(op, Nd4jTensor.of(tokens), Nd4jTensor.of(dy), NdArray.of(dWeight)));
            }
        };
    }

    Recurrent.Kernel recurrent(Recurrent op) {
        return new Recurrent.Kernel() {
            @Override
            public void forward(Tensor x, Recurrent.Weights weights, @Nullable Tensor kept, Tensor y) {
                calls.run(
                        op,
                        () -> recurrences.forward(
                                op.cell(), Nd4jTensor.of(x), weights, Nd4jTensor.ofNullable(kept), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x,
                    Recurrent.Weights weights,
                    @Nullable Tensor kept,
                    Tensor y,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Recurrent.Weights dWeights) {
                calls.run(
                        op,
                        () -> recurrences.backward(
                                op.cell(),
                                Nd4jTensor.of(x),
                                weights,
                                Nd4jTensor.ofNullable(kept),
                                Nd4jTensor.of(y),
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dWeights));
            }
        };
    }

    Attention.Kernel attention(Attention op) {
        return new Attention.Kernel() {
            @Override
            public void forward(Tensor x, Attention.Weights weights, Attention.Kept kept, Tensor y) {
                calls.run(op, () -> attentions.forward(op, Nd4jTensor.of(x), weights, kept, Nd4jTensor.of(y)));
            }

            @Override
            public void backward(
                    Tensor x,
                    Attention.Weights weights,
                    Attention.Kept kept,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Attention.Weights dWeights) {
                calls.run(
                        op,
                        () -> attentions.backward(
                                op,
                                Nd4jTensor.of(x),
                                weights,
                                kept,
                                Nd4jTensor.of(dy),
                                Nd4jTensor.ofNullable(dx),
                                dWeights));
            }
        };
    }

    Positions.Kernel positions(Positions op) {
        return new Positions.Kernel() {
            @Override
            public void forward(Tensor x, @Nullable Array weight, Tensor y) {
                calls.run(op, () -> steps.positions(Nd4jTensor.of(x), NdArray.ofNullable(weight), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, @Nullable Array dWeight) {
                calls.run(
                        op,
                        () -> steps.positionsBackward(
                                Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), NdArray.ofNullable(dWeight)));
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
            public void forward(Tensor x, Array weight, Tensor y) {
                calls.run(op, () -> steps.classToken(Nd4jTensor.of(x), NdArray.of(weight), Nd4jTensor.of(y)));
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, Array dWeight) {
                calls.run(
                        op,
                        () -> steps.classTokenBackward(
                                Nd4jTensor.of(dy), Nd4jTensor.ofNullable(dx), NdArray.of(dWeight)));
            }
        };
    }
}
