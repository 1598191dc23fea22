package org.netloom.runtime.internal.vector.sequence;

import static org.netloom.runtime.internal.vector.memory.Operands.gradient;
import static org.netloom.runtime.internal.vector.memory.Operands.inBlocks;
import static org.netloom.runtime.internal.vector.memory.Operands.written;

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
import org.netloom.runtime.engine.ThreadGuard;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;
import org.netloom.runtime.internal.vector.pointwise.ActivationCache;

/** The kernels of sequences. */
public final class SequenceKernels {
    private final ThreadGuard guard;
    private final Sequences sequences;
    private final Embeddings embeddings;
    private final Recurrences recurrences;
    private final Attentions attentions;

    public SequenceKernels(Workers workers, ActivationCache curves) {
        this.guard = workers.guard();
        sequences = new Sequences(workers);
        embeddings = new Embeddings(workers);
        recurrences = new Recurrences(workers, curves);
        attentions = new Attentions(workers);
    }

    public Embedding.Kernel embedding(Embedding op) {
        return new Embedding.Kernel() {
            @Override
            public void forward(Tensor tokens, Array weight, Tensor y) {
                try (Turn turn = guard.enter()) {
                    embeddings.forward(op, inBlocks(tokens), NdArray.of(weight), written(y));
                }
            }

            @Override
            public void backward(Tensor tokens, Tensor dy, Array dWeight) {
                try (Turn turn = guard.enter()) {
                    embeddings.backward(op, inBlocks(tokens), gradient(dy), NdArray.of(dWeight));
                }
            }
        };
    }

    public Recurrent.Kernel recurrent(Recurrent op) {
        return new Recurrent.Kernel() {
            @Override
            public void forward(Tensor x, Recurrent.Weights weights, @Nullable Tensor kept, Tensor y) {
                try (Turn turn = guard.enter()) {
                    recurrences.forward(op, inBlocks(x), weights, kept == null ? null : written(kept), written(y));
                }
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
                try (Turn turn = guard.enter()) {
                    recurrences.backward(
                            op,
                            inBlocks(x),
                            weights,
                            kept == null ? null : inBlocks(kept),
                            inBlocks(y),
                            gradient(dy),
                            VectorTensor.ofNullable(dx),
                            dWeights);
                }
            }
        };
    }

    public Attention.Kernel attention(Attention op) {
        return new Attention.Kernel() {
            @Override
            public void forward(Tensor x, Attention.Weights weights, Attention.Kept kept, Tensor y) {
                try (Turn turn = guard.enter()) {
                    attentions.forward(op, inBlocks(x), weights, kept, written(y));
                }
            }

            @Override
            public void backward(
                    Tensor x,
                    Attention.Weights weights,
                    Attention.Kept kept,
                    Tensor dy,
                    @Nullable Tensor dx,
                    Attention.Weights dWeights) {
                try (Turn turn = guard.enter()) {
                    attentions.backward(
                            op, inBlocks(x), weights, kept, gradient(dy), VectorTensor.ofNullable(dx), dWeights);
                }
            }
        };
    }

    public Positions.Kernel positions(Positions op) {
        return new Positions.Kernel() {
            @Override
            public void forward(Tensor x, @Nullable Array weight, Tensor y) {
                try (Turn turn = guard.enter()) {
                    sequences.positions(op, inBlocks(x), NdArray.ofNullable(weight), written(y));
                }
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, @Nullable Array dWeight) {
                try (Turn turn = guard.enter()) {
                    sequences.positionsBackward(gradient(dy), VectorTensor.ofNullable(dx), NdArray.ofNullable(dWeight));
                }
            }
        };
    }

    public SequencePool.Kernel sequencePool(SequencePool op) {
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

    public Tokens.Kernel tokens(Tokens op) {
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

    public ClassToken.Kernel classToken(ClassToken op) {
        return new ClassToken.Kernel() {
            @Override
            public void forward(Tensor x, Array weight, Tensor y) {
                try (Turn turn = guard.enter()) {
                    sequences.classToken(inBlocks(x), NdArray.of(weight), written(y));
                }
            }

            @Override
            public void backward(Tensor dy, @Nullable Tensor dx, Array dWeight) {
                try (Turn turn = guard.enter()) {
                    sequences.classTokenBackward(gradient(dy), VectorTensor.ofNullable(dx), NdArray.of(dWeight));
                }
            }
        };
    }

    public void close() {
        embeddings.close();
        recurrences.close();
        attentions.close();
    }
}
