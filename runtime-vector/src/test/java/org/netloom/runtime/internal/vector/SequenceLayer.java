package org.netloom.runtime.internal.vector;

import org.jspecify.annotations.Nullable;
import org.netloom.op.Attention;
import org.netloom.op.Recurrent;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;

/** The layers of sequences whose steps have to do with one another, with small weights. */
enum SequenceLayer {
    TANH(Recurrent.Cell.TANH),
    RELU(Recurrent.Cell.RELU),
    LSTM(Recurrent.Cell.LSTM),
    GRU(Recurrent.Cell.GRU),
    ATTENTION(false),
    CAUSAL_ATTENTION(true);

    private static final int HEADS = 2;

    private final Recurrent.@Nullable Cell cell;
    private final boolean causal;

    SequenceLayer(Recurrent.@Nullable Cell cell) {
        this.cell = cell;
        this.causal = false;
    }

    SequenceLayer(boolean causal) {
        this.cell = null;
        this.causal = causal;
    }

    /** The shapes of weights and biases of a layer from [T,F] to [T,F]. */
    long[][] parameters(int features) {
        if (cell == null) {
            return new long[][] {{3L * features, features}, {3L * features}, {features, features}, {features}};
        }
        long width = (long) cell.gates() * features;
        return new long[][] {{width, features}, {width, features}, {width}, {width}};
    }

    /** Random parameters of these shapes. */
    NdArray[] draw(Rig rig, int features) {
        long[][] shapes = parameters(features);
        NdArray[] all = new NdArray[shapes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = rig.parameter(value -> value / Math.sqrt(features), shapes[i]);
        }
        return all;
    }

    /** Puts out y, then the gradient by x, then those by the parameters. */
    void run(Rig rig, Tensor x, NdArray[] parameters, Tensor dy) {
        int steps = x.shape().get(0);
        int features = x.shape().get(1);
        long[][] shapes = parameters(features);
        Tensor y = rig.output(steps, features);
        Tensor dx = rig.gradient(steps, features);
        NdArray[] results = new NdArray[shapes.length];
        for (int i = 0; i < results.length; i++) {
            results[i] = rig.result(shapes[i]);
        }
        if (cell == null) {
            attention(rig, x, parameters, y, dy, dx, results);
        } else {
            recurrent(rig, cell, x, parameters, y, dy, dx, results);
        }
    }

    private void attention(Rig rig, Tensor x, NdArray[] p, Tensor y, Tensor dy, Tensor dx, NdArray[] gradients) {
        int steps = x.shape().get(0);
        int features = x.shape().get(1);
        Attention op = Attention.of("attention1", "a.net:1:1", HEADS, causal);
        Tensor projected = rig.between(steps, 3 * features);
        Tensor shares = rig.between(HEADS, steps, steps);
        Tensor mixed = rig.between(steps, features);
        rig.engine
                .kernel(op)
                .forward(
                        x,
                        new Attention.Weights(p[0], p[1], p[2], p[3]),
                        new Attention.Kept(projected, shares, mixed),
                        y);
        rig.engine
                .kernel(op)
                .backward(
                        x,
                        new Attention.Weights(p[0], p[1], p[2], p[3]),
                        new Attention.Kept(projected, shares, mixed),
                        dy,
                        dx,
                        new Attention.Weights(gradients[0], gradients[1], gradients[2], gradients[3]));
    }

    private static void recurrent(
            Rig rig, Recurrent.Cell cell, Tensor x, NdArray[] p, Tensor y, Tensor dy, Tensor dx, NdArray[] gradients) {
        Recurrent op = Recurrent.of("rnn1", "a.net:1:1", cell);
        int steps = x.shape().get(0);
        int kept = cell.kept() * x.shape().get(1);
        Tensor memory = kept == 0 ? null : rig.between(steps, kept);
        rig.engine.kernel(op).forward(x, new Recurrent.Weights(p[0], p[1], p[2], p[3]), memory, y);
        rig.engine
                .kernel(op)
                .backward(
                        x,
                        new Recurrent.Weights(p[0], p[1], p[2], p[3]),
                        memory,
                        y,
                        dy,
                        dx,
                        new Recurrent.Weights(gradients[0], gradients[1], gradients[2], gradients[3]));
    }
}
