package org.netloom.runtime.engine.nd4j;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.netloom.runtime.op.Attention;

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

    void forward(
            Attention op,
            Nd4jTensor x,
            INDArray inWeight,
            @Nullable INDArray inBias,
            INDArray outWeight,
            @Nullable INDArray outBias,
            Nd4jTensor projected,
            Nd4jTensor shares,
            Nd4jTensor mixed,
            Nd4jTensor y) {
        Sizes sizes = Sizes.of(op, x);
        kernels.affine(x.rows(), inWeight, inBias, projected.rows());
        split(sizes, projected);
        kernels.matmul(part(sizes, QUERY), false, part(sizes, KEY), true, shares.array());
        softmax(sizes, op.causal(), shares.array());
        INDArray outputs = byHead.view(sizes.byHead());
        kernels.matmul(shares.array(), false, part(sizes, VALUE), false, outputs);
        mixed.memory().view(sizes.byStep()).assign(outputs.permute(0, 2, 1, 3));
        kernels.affine(mixed.rows(), outWeight, outBias, y.rows());
    }

    /**
     * With P the shares and O = P V: {@code dV = Pᵀ dO}, {@code dP = dO Vᵀ}, {@code dS = P (dP - Σ P dP) / √d},
     * {@code dQ = dS K}, {@code dK = dSᵀ Q}.
     */
    void backward(
            Attention op,
            Nd4jTensor x,
            INDArray inWeight,
            INDArray outWeight,
            Nd4jTensor projected,
            Nd4jTensor shares,
            Nd4jTensor mixed,
            Nd4jTensor dy,
            @Nullable Nd4jTensor dx,
            INDArray dInWeight,
            @Nullable INDArray dInBias,
            INDArray dOutWeight,
            @Nullable INDArray dOutBias) {
        Sizes sizes = Sizes.of(op, x);
        long rows = (long) sizes.examples * sizes.steps;
        INDArray dMix = dMixed.view(rows, sizes.features());
        kernels.affineBackward(mixed.rows(), outWeight, dy.rows(), dMix, dOutWeight, dOutBias);

        split(sizes, projected);
        INDArray dOutputs = byHead.view(sizes.byHead());
        dOutputs.assign(dMixed.view(sizes.byStep()).permute(0, 2, 1, 3));
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
                inWeight,
                dProjected.view(rows, 3L * sizes.features()),
                dx == null ? null : dx.rows(),
                dInWeight,
                dInBias);
    }

    private INDArray part(Sizes sizes, int which) {
        return parts[which].view(sizes.byHead());
    }

    private void split(Sizes sizes, Nd4jTensor projected) {
        INDArray all = projected.memory().view(sizes.ofParts());
        for (int which = QUERY; which <= VALUE; which++) {
            part(sizes, which).assign(slice(all, which).permute(0, 2, 1, 3));
        }
    }

    private void join(Sizes sizes, int which, INDArray byHead) {
        slice(dProjected.view(sizes.ofParts()), which).assign(byHead.permute(0, 2, 1, 3));
    }

    /** [N,T,heads,d] of [N,T,3,heads,d], a view. */
    private static INDArray slice(INDArray all, int which) {
        return all.get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.point(which),
                NDArrayIndex.all(),
                NDArrayIndex.all());
    }

    /** Turns products of queries and keys into shares: scaled, after subtracting the largest, 0 for what is later. */
    private static void softmax(Sizes sizes, boolean causal, INDArray scores) {
        double[] values = HostCopy.read(scores);
        int steps = sizes.steps;
        IntStream.range(0, values.length / steps).parallel().forEach(row -> {
            int first = row * steps;
            int seen = first + (causal ? row % steps + 1 : steps);
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = first; i < seen; i++) {
                largest = Math.max(largest, values[i]); // NaN if one is
            }
            double total = 0;
            for (int i = first; i < seen; i++) {
                values[i] = Math.exp((values[i] - largest) * sizes.scale());
                total += values[i];
            }
            for (int i = first; i < first + steps; i++) {
                values[i] = i < seen ? values[i] / total : 0;
            }
        });
        HostCopy.write(values, scores);
    }

    private static void softmaxBackward(Sizes sizes, INDArray shares, INDArray gradient) {
        double[] share = HostCopy.read(shares);
        double[] values = HostCopy.read(gradient);
        int steps = sizes.steps;
        IntStream.range(0, values.length / steps).parallel().forEach(row -> {
            double mean = 0;
            for (int i = row * steps; i < (row + 1) * steps; i++) {
                mean += share[i] * values[i];
            }
            for (int i = row * steps; i < (row + 1) * steps; i++) {
                values[i] = share[i] * (values[i] - mean) * sizes.scale();
            }
        });
        HostCopy.write(values, gradient);
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

        long[] byStep() {
            return new long[] {examples, steps, heads, ofHead};
        }

        long[] ofParts() {
            return new long[] {examples, steps, 3, heads, ofHead};
        }
    }
}
