package org.netloom.runtime.internal.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.op.Attention;
import org.netloom.op.Embedding;
import org.netloom.op.Positions;
import org.netloom.op.Recurrent;
import org.netloom.op.Recurrent.Cell;
import org.netloom.op.Tensor;
import org.netloom.op.Tokens;
import org.netloom.runtime.exception.NetworkException;

/** Operations on sequences against loops in float64, one example, step and unit at a time. */
class SequencesTest {
    private static final int BATCH = 3;
    private static final int STEPS = 5;
    private static final int IN = 4;
    private static final int HIDDEN = 6;

    @ParameterizedTest
    @EnumSource
    void recurrentLayersAreThoseOfTheLoop(Cell cell) {
        int width = cell.gates() * HIDDEN;
        double[] x = Rig.random(1, BATCH * STEPS * IN);
        double[] weightIh = Rig.random(2, width * IN);
        double[] weightHh = Rig.random(3, width * HIDDEN);
        double[] biasIh = Rig.random(4, width);
        double[] biasHh = Rig.random(5, width);
        double[] expected = new double[BATCH * STEPS * HIDDEN];
        for (int n = 0; n < BATCH; n++) {
            double[] h = new double[HIDDEN];
            double[] c = new double[HIDDEN];
            for (int t = 0; t < STEPS; t++) {
                double[] a = new double[width];
                double[] b = new double[width];
                for (int row = 0; row < width; row++) {
                    a[row] = biasIh[row];
                    b[row] = biasHh[row];
                    for (int k = 0; k < IN; k++) {
                        a[row] += weightIh[row * IN + k] * x[(n * STEPS + t) * IN + k];
                    }
                    for (int k = 0; k < HIDDEN; k++) {
                        b[row] += weightHh[row * HIDDEN + k] * h[k];
                    }
                }
                h = step(cell, a, b, h, c);
                System.arraycopy(h, 0, expected, (n * STEPS + t) * HIDDEN, HIDDEN);
            }
        }
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            try (Rig rig = new Rig(Rig.engine(type))) {
                Tensor in = rig.tensor(STEPS, IN);
                Tensor out = rig.tensor(STEPS, HIDDEN);
                rig.batch(BATCH);
                rig.set(in, x);
                rig.engine
                        .kernel(Recurrent.of("rnn1", "a.net:1:1", cell))
                        .forward(
                                in,
                                new Recurrent.Weights(
                                        rig.array(weightIh, width, IN),
                                        rig.array(weightHh, width, HIDDEN),
                                        rig.array(biasIh, width),
                                        rig.array(biasHh, width)),
                                null,
                                out);
                assertThat(Rig.error(rig.get(out), expected)).isLessThan(Rig.tolerance(type));
            }
        }
    }

    /** As torch.nn documents RNN, LSTM and GRU; c is overwritten. */
    private static double[] step(Cell cell, double[] a, double[] b, double[] h, double[] c) {
        double[] next = new double[HIDDEN];
        for (int j = 0; j < HIDDEN; j++) {
            double first = a[j] + b[j];
            switch (cell) {
                case TANH -> next[j] = Math.tanh(first);
                case RELU -> next[j] = Math.max(0, first);
                case LSTM -> {
                    double forget = sigmoid(a[HIDDEN + j] + b[HIDDEN + j]);
                    double candidate = Math.tanh(a[2 * HIDDEN + j] + b[2 * HIDDEN + j]);
                    c[j] = forget * c[j] + sigmoid(first) * candidate;
                    next[j] = sigmoid(a[3 * HIDDEN + j] + b[3 * HIDDEN + j]) * Math.tanh(c[j]);
                }
                case GRU -> {
                    double update = sigmoid(a[HIDDEN + j] + b[HIDDEN + j]);
                    double candidate = Math.tanh(a[2 * HIDDEN + j] + sigmoid(first) * b[2 * HIDDEN + j]);
                    next[j] = (1 - update) * candidate + update * h[j];
                }
            }
        }
        return next;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "6, true"})
    void attentionIsThatOfTheLoop(int heads, boolean causal) {
        int features = 6;
        int projections = 3 * features;
        double[] x = Rig.random(1, BATCH * STEPS * features);
        double[] inWeight = Rig.random(2, projections * features);
        double[] inBias = Rig.random(3, projections);
        double[] outWeight = Rig.random(4, features * features);
        double[] outBias = Rig.random(5, features);
        double[] expected = attention(x, inWeight, inBias, outWeight, outBias, features, heads, causal);
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            try (Rig rig = new Rig(Rig.engine(type))) {
                Tensor in = rig.tensor(STEPS, features);
                Tensor projected = rig.tensor(STEPS, projections);
                Tensor shares = rig.tensor(heads, STEPS, STEPS);
                Tensor mixed = rig.tensor(STEPS, features);
                Tensor out = rig.tensor(STEPS, features);
                rig.batch(BATCH);
                rig.set(in, x);
                rig.engine
                        .kernel(Attention.of("attention1", "a.net:1:1", heads, causal))
                        .forward(
                                in,
                                new Attention.Weights(
                                        rig.array(inWeight, projections, features),
                                        rig.array(inBias, projections),
                                        rig.array(outWeight, features, features),
                                        rig.array(outBias, features)),
                                new Attention.Kept(projected, shares, mixed),
                                out);
                assertThat(Rig.error(rig.get(out), expected)).isLessThan(Rig.tolerance(type));
            }
        }
    }

    private static double[] attention(
            double[] x,
            double[] inWeight,
            double[] inBias,
            double[] outWeight,
            double[] outBias,
            int features,
            int heads,
            boolean causal) {
        int of = features / heads;
        double[] projected = affine(x, inWeight, inBias, features);
        double[] mixed = new double[x.length];
        for (int n = 0; n < BATCH; n++) {
            for (int head = 0; head < heads; head++) {
                for (int t = 0; t < STEPS; t++) {
                    double[] scores = new double[causal ? t + 1 : STEPS];
                    double total = 0;
                    for (int s = 0; s < scores.length; s++) {
                        for (int k = 0; k < of; k++) {
                            scores[s] += projected[(n * STEPS + t) * 3 * features + head * of + k]
                                    * projected[(n * STEPS + s) * 3 * features + features + head * of + k];
                        }
                        scores[s] = Math.exp(scores[s] / Math.sqrt(of));
                        total += scores[s];
                    }
                    for (int s = 0; s < scores.length; s++) {
                        for (int k = 0; k < of; k++) {
                            mixed[(n * STEPS + t) * features + head * of + k] += scores[s]
                                    / total
                                    * projected[(n * STEPS + s) * 3 * features + 2 * features + head * of + k];
                        }
                    }
                }
            }
        }
        return affine(mixed, outWeight, outBias, features);
    }

    private static double[] affine(double[] x, double[] weight, double[] bias, int in) {
        double[] y = new double[x.length / in * bias.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = bias[i % bias.length];
            for (int k = 0; k < in; k++) {
                y[i] += weight[i % bias.length * in + k] * x[i / bias.length * in + k];
            }
        }
        return y;
    }

    @Test
    void positionsAreSinesAndCosines() {
        try (Rig rig = new Rig(Rig.DOUBLE)) {
            Tensor x = rig.tensor(40, 7);
            Tensor y = rig.tensor(40, 7);
            rig.batch(2);
            double[] values = Rig.random(1, 2 * 40 * 7);
            rig.set(x, values);
            rig.engine.kernel(Positions.of("positions1", "a.net:1:1")).forward(x, null, y);
            double[] expected = values.clone();
            for (int n = 0; n < 2; n++) {
                for (int t = 0; t < 40; t++) {
                    for (int i = 0; 2 * i < 7; i++) {
                        double angle = t * Math.exp(-2.0 * i / 7 * Math.log(10_000));
                        expected[(n * 40 + t) * 7 + 2 * i] += Math.sin(angle);
                        if (2 * i + 1 < 7) {
                            expected[(n * 40 + t) * 7 + 2 * i + 1] += Math.cos(angle);
                        }
                    }
                }
            }
            assertThat(Rig.error(rig.get(y), expected)).isLessThan(1e-12);
        }
    }

    @Test
    void tokensOfAnImageGoRowByRow() {
        try (Rig rig = new Rig(Rig.FLOAT)) {
            Tensor image = rig.tensor(2, 2, 3);
            Tensor sequence = rig.tensor(6, 2);
            Tensor back = rig.tensor(2, 2, 3);
            rig.batch(1);
            double[] values = {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15};
            rig.set(image, values);
            Tokens op = Tokens.of("tokens1", "a.net:1:1");
            rig.engine.kernel(op).forward(image, sequence);
            assertThat(rig.get(sequence)).containsExactly(0, 10, 1, 11, 2, 12, 3, 13, 4, 14, 5, 15);
            rig.engine.kernel(op).backward(sequence, back);
            assertThat(rig.get(back)).containsExactly(values);
        }
    }

    @Test
    void embeddingRefusesWhatIsNoToken() {
        Embedding op = Embedding.of("embed1", "a.net:2:3");
        try (Rig rig = new Rig(Rig.FLOAT)) {
            Tensor x = rig.tensor(2);
            Tensor y = rig.tensor(2, 3);
            rig.batch(2);
            double[] table = Rig.random(1, 12);
            rig.set(x, new double[] {3, 0, 1, 1});
            rig.engine.kernel(op).forward(x, rig.array(table, 4, 3), y);
            assertThat(Rig.error(rig.get(y), new double[] {
                        table[9], table[10], table[11], table[0], table[1], table[2],
                        table[3], table[4], table[5], table[3], table[4], table[5]
                    }))
                    .isLessThan(1e-7);
            for (double bad : new double[] {4, -1, 0.5, Double.NaN}) {
                rig.set(x, new double[] {3, 0, 1, bad});
                assertThatThrownBy(() -> rig.engine.kernel(op).forward(x, rig.array(table, 4, 3), y))
                        .isInstanceOf(NetworkException.class)
                        .hasMessage(
                                "embed1 (a.net:2:3) takes tokens, whole numbers from 0 to 3, and not %s (at 1 of example"
                                        + " 1 in the batch)",
                                bad);
            }
        }
    }
}
