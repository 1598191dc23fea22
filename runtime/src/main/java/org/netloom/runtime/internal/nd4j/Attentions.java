package org.netloom.runtime.internal.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.op.Attention;
import org.netloom.runtime.engine.NdArray;

/** Self-attention: products over all heads at once, between arrays [N,heads,T,E/heads]; the softmax on the host. */
final class Attentions {
    private static final int QUERY = 0;
    private static final int KEY = 1;
    private static final int VALUE = 2;

    private final Kernels kernels;
    /** Queries, keys and values by head, and gradients by one of them or by the heads' outputs. */
    private final Memory[] parts;

    private final Memory byHead;
    private final Memory gradient;
    private final Memory dShares;
    private final Memory dProjected;
    private final Memory dMixed;

    Attentions(Kernels kernels) {
        this.kernels = kernels;
        parts = new Memory[] {memory(), memory(), memory()};
        byHead = memory();
        gradient = memory();
        dShares = memory();
        dProjected = memory();
        dMixed = memory();
    }

    private Memory memory() {
        return kernels.own(new Memory(kernels.type()));
    }

    void forward(Attention op, Nd4jTensor x, Attention.Weights weights, Attention.Kept kept, Nd4jTensor y) {
        Nd4jTensor projected = Nd4jTensor.of(kept.projected());
        Nd4jTensor shares = Nd4jTensor.of(kept.shares());
        Nd4jTensor mixed = Nd4jTensor.of(kept.mixed());
        Sizes sizes = Sizes.of(op, x);
        kernels.affine(
                x.rows(), NdArray.of(weights.inWeight()), NdArray.ofNullable(weights.inBias()), projected.rows());
        split(sizes, projected);
        kernels.matmul(part(sizes, QUERY), false, part(sizes, KEY), true, shares.array());
        softmax(sizes, op.causal(), shares.array());
        INDArray outputs = byHead.view(sizes.byHead());
        kernels.matmul(shares.array(), false, part(sizes, VALUE), false, outputs);
        scatter(sizes, HostArray.read(outputs), 1, 0, HostArray.write(mixed.array()));
        kernels.affine(mixed.rows(), NdArray.of(weights.outWeight()), NdArray.ofNullable(weights.outBias()), y.rows());
    }

    /**
     * With P the shares and O = P V: {@code dV = Pᵀ dO}, {@code dP = dO Vᵀ}, {@code dS = P (dP - Σ P dP) / √d},
     * {@code dQ = dS K}, {@code dK = dSᵀ Q}.
     */
    void backward(
            Attention op,
            Nd4jTensor x,
            Attention.Weights weights,
            Attention.Kept kept,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            Attention.Weights dWeights) {
        Nd4jTensor shares = Nd4jTensor.of(kept.shares());
        Sizes sizes = Sizes.of(op, x);
        long rows = (long) sizes.examples * sizes.steps;
        INDArray dMix = dMixed.view(rows, sizes.features());
        kernels.affineBackward(
                Nd4jTensor.of(kept.mixed()).rows(),
                NdArray.of(weights.outWeight()),
                dy.rows(),
                dMix,
                NdArray.of(dWeights.outWeight()),
                NdArray.ofNullable(dWeights.outBias()));

        split(sizes, Nd4jTensor.of(kept.projected()));
        INDArray dOutputs = byHead.view(sizes.byHead());
        gather(sizes, HostArray.read(dMix), 1, 0, HostArray.write(dOutputs));
        INDArray dScores = dShares.view(sizes.examples, sizes.heads, sizes.steps, sizes.steps);
        kernels.matmul(dOutputs, false, part(sizes, VALUE), true, dScores);
        INDArray result = gradient.view(sizes.byHead());
        kernels.matmul(shares.array(), true, dOutputs, false, result);
        join(sizes, VALUE, result);
        softmaxBackward(sizes, shares.array(), dScores);
        kernels.matmul(dScores, false, part(sizes, KEY), false, result);
        join(sizes, QUERY, result);
        kernels.matmul(dScores, true, part(sizes, QUERY), false, result);
        join(sizes, KEY, result);

        kernels.affineBackward(
                x.rows(),
                NdArray.of(weights.inWeight()),
                dProjected.view(rows, 3L * sizes.features()),
                dx == null ? null : dx.rows(),
                NdArray.of(dWeights.inWeight()),
                NdArray.ofNullable(dWeights.inBias()));
    }

    private INDArray part(Sizes sizes, int which) {
        return parts[which].view(sizes.byHead());
    }

    private void split(Sizes sizes, Nd4jTensor projected) {
        HostArray all = HostArray.read(projected.array());
        for (int which = QUERY; which <= VALUE; which++) {
            gather(sizes, all, 3, which, HostArray.write(part(sizes, which)));
        }
    }

    private void join(Sizes sizes, int which, INDArray byHead) {
        scatter(sizes, HostArray.read(byHead), 3, which, HostArray.write(dProjected.view(sizes.ofParts())));
    }

    /** From one of {@code parts} of each step, [N,T,parts,heads,d], to [N,heads,T,d]. */
    private static void gather(Sizes sizes, HostArray byStep, int parts, int which, HostArray byHead) {
        sizes.forEachRow((row, step, head) -> byHead.copy(
                row * sizes.ofHead,
                byStep,
                ((step * parts + which) * sizes.heads + head) * sizes.ofHead,
                sizes.ofHead));
    }

    /** The backward pass of {@link #gather}; leaves the other parts as they are. */
    private static void scatter(Sizes sizes, HostArray byHead, int parts, int which, HostArray byStep) {
        sizes.forEachRow((row, step, head) -> byStep.copy(
                ((step * parts + which) * sizes.heads + head) * sizes.ofHead,
                byHead,
                row * sizes.ofHead,
                sizes.ofHead));
    }

    /** Turns products of queries and keys into shares: scaled, and 0 for what is later. */
    private static void softmax(Sizes sizes, boolean causal, INDArray scores) {
        HostArray values = HostArray.read(scores);
        values.toWrite();
        int steps = sizes.steps;
        HostLoop.forEach(values.length() / steps, steps, row -> {
            int seen = causal ? row % steps + 1 : steps;
            Softmaxes.forward(values, row * steps, seen, 1, sizes.scale(), values);
            values.clear(row * steps + seen, steps - seen);
        });
    }

    private static void softmaxBackward(Sizes sizes, INDArray shares, INDArray gradient) {
        HostArray share = HostArray.read(shares);
        HostArray values = HostArray.read(gradient);
        values.toWrite();
        int steps = sizes.steps;
        HostLoop.forEach(
                values.length() / steps,
                steps,
                row -> Softmaxes.backward(share, values, row * steps, steps, 1, sizes.scale(), values));
    }

    private record Sizes(int examples, int steps, int heads, int ofHead) {
        static Sizes of(Attention op, Nd4jTensor x) {
            return new Sizes(x.batch(), x.shape().get(0), op.heads(), x.shape().get(1) / op.heads());
        }

        int features() {
            return heads * ofHead;
        }

        double scale() {
            return 1 / Math.sqrt(ofHead);
        }

        long[] byHead() {
            return new long[] {examples, heads, steps, ofHead};
        }

        long[] ofParts() {
            return new long[] {examples, steps, 3, heads, ofHead};
        }

        /** Runs the body for each row of [N,heads,T,d] with the place n·T + t and the head that it belongs to. */
        void forEachRow(Row body) {
            HostLoop.forEach(examples * heads, steps * ofHead, number -> {
                int first = number / heads * steps;
                for (int t = 0; t < steps; t++) {
                    body.run(number * steps + t, first + t, number % heads);
                }
            });
        }
    }

    private interface Row {
        void run(int row, int place, int head);
    }
}
