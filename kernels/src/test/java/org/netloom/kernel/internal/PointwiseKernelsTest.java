package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.op.Activation;
import org.netloom.op.Activation.Function;

/**
 * Loops that compute each float for itself, against the formula with the same fused multiply-adds: to the last bit, unless
 * it says otherwise. {@code ActivationFunctionTest} has the functions.
 */
class PointwiseKernelsTest extends NativeMemoryTest {
    @Test
    void descends() {
        for (int count : RAGGED) {
            Floats p = randomFloats(count);
            Floats g = randomFloats(count);
            float[] old = p.values();
            Updates.descent(p.at, g.at, count, 0.1f, 0.01f);
            for (int i = 0; i < count; i++) {
                assertThat(p.get(i)).isEqualTo(Math.fma(Math.fma(old[i], 0.01f, g.get(i)), -0.1f, old[i]));
            }
        }
    }

    @Test
    void descendsWithAMomentum() {
        for (int count : RAGGED) {
            for (boolean nesterov : new boolean[] {true, false}) {
                Floats p = randomFloats(count);
                Floats g = randomFloats(count);
                Floats b = randomFloats(count);
                float[] old = p.values();
                float[] buffer = b.values();
                Updates.Momentum momentum = new Updates.Momentum();
                momentum.set(0.1f, 0.01f, 0.9f, 0.7f, nesterov);
                Updates.momentum(p.at, g.at, b.at, count, momentum);
                for (int i = 0; i < count; i++) {
                    float d = Math.fma(old[i], 0.01f, g.get(i));
                    float kept = Math.fma(buffer[i], 0.9f, d * 0.7f);
                    float step = nesterov ? Math.fma(kept, 0.9f, d) : kept;
                    assertThat(b.get(i)).isEqualTo(kept);
                    assertThat(p.get(i)).isEqualTo(Math.fma(step, -0.1f, old[i]));
                }
            }
        }
    }

    @Test
    void descendsByAdam() {
        for (int count : RAGGED) {
            Floats p = randomFloats(count);
            Floats g = randomFloats(count);
            Floats m = randomFloats(count);
            Floats v = randomFloats(count);
            for (int i = 0; i < count; i++) {
                v.set(i, Math.abs(v.get(i)));
            }
            float[] old = p.values();
            float[] first = m.values();
            float[] second = v.values();
            Updates.Adam adam = new Updates.Adam();
            adam.set(0.1, 1e-6, 0.01, 0.98);
            adam.set(0.9, 0.999);
            Updates.adam(p.at, g.at, m.at, v.at, count, adam);
            for (int i = 0; i < count; i++) {
                float d = Math.fma(old[i], 0.01f, g.get(i));
                float newFirst = Math.fma(first[i], 0.9f, d * (float) (1 - 0.9));
                float newSecond = Math.fma(second[i], 0.999f, d * d * (float) (1 - 0.999));
                assertThat(m.get(i)).isEqualTo(newFirst);
                assertThat(v.get(i)).isEqualTo(newSecond);
                float size = (float) Math.sqrt(newSecond) + 1e-6f;
                assertThat(p.get(i)).isEqualTo(Math.fma(newFirst / size, -0.1f, old[i] * 0.98f));
            }
        }
    }

    @Test
    void sumsSquaredDifferencesInDouble() {
        for (int vectors : RAGGED) {
            Floats y = randomVectors(vectors);
            Floats dy = randomVectors(vectors);
            float[] target = dy.values();
            double[] sums = new double[V + 2];
            Squares.differences(y.at, dy.at, vectors, 0.5f, sums, 1);
            for (int lane = 0; lane < V; lane++) {
                double sum = 0;
                for (int i = 0; i < vectors; i++) {
                    double away = y.lane(i, lane) - target[i * V + lane];
                    sum = Math.fma(away, away, sum);
                    assertThat(dy.lane(i, lane)).isEqualTo((y.lane(i, lane) - target[i * V + lane]) * 0.5f);
                }
                assertThat(sums[1 + lane]).isEqualTo(sum);
            }
            assertThat(sums[0]).isZero();
            assertThat(sums[V + 1]).isZero();
        }
    }

    private static Activation op(Function function) {
        return Activation.of("act1", "a.net:1:1", function, 0.5);
    }

    @ParameterizedTest
    @EnumSource(Function.class)
    void loopsComputeTheirFunctionOfEachVector(Function function) {
        ActivationFunction curve = ActivationFunction.of(op(function));
        ActivationLoops loops = ActivationLoops.of(op(function));
        assertThat(loops.slopeFromOutput()).isEqualTo(op(function).slopeFollowsFromOutput());
        assertThat(loops.neverDecreases()).isEqualTo(op(function).neverDecreases());
        for (int vectors : RAGGED) {
            Floats x = randomVectors(vectors);
            Floats y = vectors(vectors);
            Floats dy = randomVectors(vectors);
            Floats dx = vectors(vectors);
            loops.forward(x.at, y.at, vectors);
            loops.backward(x.at, y.at, dy.at, dx.at, vectors);
            for (int i = 0; i < vectors; i++) {
                for (int lane = 0; lane < V; lane++) {
                    var in = Lanes.spread(x.lane(i, lane));
                    var out = curve.value(in);
                    assertThat(y.lane(i, lane)).isEqualTo(out.lane(0));
                    assertThat(dx.lane(i, lane)).isEqualTo(curve.slope(in, out).lane(0) * dy.lane(i, lane));
                }
            }
        }
    }

    @Test
    void computesAFunctionInPlaceAtSomePlaces() {
        ActivationLoops relu = ActivationLoops.of(op(Function.RELU));
        Floats y = randomVectors(3 * 7);
        float[] before = y.values();
        relu.inPlace(y.vector(7), 7L * Lanes.BYTES, 2, new int[] {0, 6, 2, 3, 1}, 1, 4);
        for (int i = 0; i < y.length; i++) {
            int channel = i / V / 7;
            int place = i / V % 7;
            boolean meant = channel >= 1 && (place == 6 || place == 2 || place == 3);
            assertThat(y.get(i)).isEqualTo(meant ? Math.max(0, before[i]) : before[i]);
        }
    }

    @Test
    void lanesAreSummedAsATree() {
        for (int i = 0; i < 20; i++) {
            Floats x = randomVectors(1);
            float[] sums = x.values();
            for (int half = V / 2; half >= 1; half /= 2) {
                for (int lane = 0; lane < half; lane++) {
                    sums[lane] += sums[lane + half];
                }
            }
            assertThat(Lanes.sum(x.at)).isEqualTo(sums[0]);
        }
    }

    @Test
    void lanesAreCopiedClearedAndSpread() {
        Floats x = randomFloats(3 * V + 1);
        Floats y = randomFloats(3 * V + 1);
        Lanes.copy(x.at, y.at, (V + 1L) * Float.BYTES);
        for (int i = 0; i <= V; i++) {
            assertThat(y.get(i)).isEqualTo(x.get(i));
        }
        float[] heap = new float[V];
        Lanes.copy(x.at, heap, 1, V - 1);
        assertThat(heap[1]).isEqualTo(x.get(0));
        Lanes.clear(y.at, (V + 1L) * Float.BYTES);
        assertThat(y.values()).startsWith(new float[V + 1]);
        Lanes.spread(x.at + Float.BYTES, y.at);
        assertThat(y.lane(0, V - 1)).isEqualTo(x.get(1));
        assertThat(Lanes.get(Lanes.ZEROS)).isZero();
        for (int count = 0; count <= V; count++) {
            assertThat(Lanes.sum(Lanes.ones(count))).isEqualTo(count);
            assertThat(Lanes.first(count).trueCount()).isEqualTo(count);
        }
    }

    @Test
    void sharesCoverAllWork() {
        for (int workers = 1; workers < 9; workers++) {
            for (int count : RAGGED) {
                assertThat(Share.first(count, 0, workers)).isZero();
                assertThat(Share.first(count, workers, workers)).isEqualTo(count);
                for (int worker = 0; worker < workers; worker++) {
                    int size = Share.first(count, worker + 1, workers) - Share.first(count, worker, workers);
                    assertThat(size).isBetween(count / workers, (count + workers - 1) / workers);
                }
            }
        }
    }
}
