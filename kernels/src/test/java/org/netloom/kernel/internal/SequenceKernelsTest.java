package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The loops of recurrent layers, of steps and of classes, one lane at a time. */
class SequenceKernelsTest extends NativeMemoryTest {
    /** Some products of numbers below 1: each is rounded a few times. */
    private static final double A_FEW_ROUNDINGS = 8 * 0x1p-24;

    private static void assertClose(float actual, double expected) {
        assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(A_FEW_ROUNDINGS * Math.max(1, Math.abs(expected)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gatesGoForward(boolean first) {
        for (int units : RAGGED) {
            Floats i = randomVectors(units);
            Floats f = randomVectors(units);
            Floats g = randomVectors(units);
            Floats before = randomVectors(units);
            Floats cell = vectors(units);
            Floats mixed = vectors(units);
            Floats product = vectors(units);
            long at = first ? Lanes.ZEROS : before.at;
            GateLoops.cell(i.at, f.at, g.at, at, cell.at, units);
            GateLoops.mix(i.at, f.at, at, mixed.at, units);
            GateLoops.multiplyAdd(i.at, f.at, g.at, product.at, units);
            for (int k = 0; k < units * V; k++) {
                double was = first ? 0 : before.get(k);
                assertClose(cell.get(k), f.get(k) * was + (double) i.get(k) * g.get(k));
                assertClose(mixed.get(k), (1.0 - i.get(k)) * f.get(k) + i.get(k) * was);
                assertThat(product.get(k)).isEqualTo(Math.fma(i.get(k), f.get(k), g.get(k)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gatesOfAnLstmGoBackward(boolean first) {
        for (int units : RAGGED) {
            int apart = units + 1;
            Floats kept = randomVectors(4 * apart);
            Floats before = randomVectors(units);
            Floats dh = randomVectors(units);
            Floats dCell = randomVectors(units);
            Floats da = randomVectors(4 * apart);
            float[] carried = dCell.values();
            float[] tanh = da.values();
            long next = (long) apart * Lanes.BYTES;
            GateLoops.lstmBackward(kept.at, first ? Lanes.ZEROS : before.at, dh.at, dCell.at, da.at, next, units);
            for (int k = 0; k < units * V; k++) {
                int n = apart * V;
                double i = kept.get(k);
                double f = kept.get(n + k);
                double g = kept.get(2 * n + k);
                double o = kept.get(3 * n + k);
                double t = tanh[3 * n + k];
                double dc = dh.get(k) * o * (1 - t * t) + carried[k];
                assertClose(dCell.get(k), dc * f);
                assertClose(da.get(k), dc * g * i * (1 - i));
                assertClose(da.get(n + k), dc * (first ? 0 : before.get(k)) * f * (1 - f));
                assertClose(da.get(2 * n + k), dc * i * (1 - g * g));
                assertClose(da.get(3 * n + k), dh.get(k) * t * o * (1 - o));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gatesOfAGruGoBackward(boolean first) {
        for (int units : RAGGED) {
            int apart = units + 2;
            Floats kept = randomVectors(4 * apart);
            Floats before = randomVectors(units);
            Floats dh = randomVectors(units);
            Floats direct = vectors(units);
            Floats da = vectors(3 * apart);
            Floats db = vectors(3 * apart);
            long next = (long) apart * Lanes.BYTES;
            GateLoops.gruBackward(
                    kept.at, first ? Lanes.ZEROS : before.at, dh.at, direct.at, da.at, db.at, next, units);
            for (int k = 0; k < units * V; k++) {
                int m = apart * V;
                double r = kept.get(k);
                double z = kept.get(m + k);
                double n = kept.get(2 * m + k);
                double dn = dh.get(k) * (1 - z) * (1 - n * n);
                double dr = dn * kept.get(3 * m + k) * r * (1 - r);
                double dz = dh.get(k) * ((first ? 0 : before.get(k)) - n) * z * (1 - z);
                assertClose(direct.get(k), dh.get(k) * z);
                assertClose(da.get(k), dr);
                assertClose(db.get(k), dr);
                assertClose(da.get(m + k), dz);
                assertClose(db.get(m + k), dz);
                assertClose(da.get(2 * m + k), dn);
                assertClose(db.get(2 * m + k), dn * r);
            }
        }
    }

    @Test
    void stepsAreShiftedSpreadAndCollected() {
        for (int count : RAGGED) {
            Floats x = randomVectors(3 * count);
            Floats shifted = vectors(count);
            Floats same = vectors(count);
            Floats collected = vectors(count);
            float[] offsets = numbers(count + 2);
            Steps.add(x.at, shifted.at, offsets, 2, count);
            Steps.spread(offsets, same.at, count);
            Steps.collect(x.at, collected.at, count, 3);
            for (int i = 0; i < count * V; i++) {
                assertThat(shifted.get(i)).isEqualTo(x.get(i) + offsets[2 + i / V]);
                assertThat(same.get(i)).isEqualTo(offsets[i / V]);
                assertThat(collected.get(i)).isEqualTo(x.lane(i / V * 3, i % V));
            }
        }
    }

    @Test
    void stepsHaveAMean() {
        for (int steps : RAGGED) {
            int features = 3;
            Floats x = randomVectors(steps * features);
            Floats y = vectors(features);
            Floats dx = vectors(steps * features);
            Steps.mean(x.at, y.at, steps, features);
            Steps.meanBackward(y.at, dx.at, steps, features);
            for (int i = 0; i < features * V; i++) {
                double sum = 0;
                for (int t = 0; t < steps; t++) {
                    sum += x.get(t * features * V + i);
                    assertThat(dx.get(t * features * V + i)).isEqualTo(y.get(i) / steps);
                }
                // Each of the steps' sums, which are below their number, is rounded.
                assertThat(Math.abs(y.get(i) - sum / steps)).isLessThanOrEqualTo((steps + 1) * 0x1p-24);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void classesAreNormalized(int step) {
        for (int classes : RAGGED) {
            Floats x = randomVectors(classes * step);
            Floats y = vectors(classes * step);
            Floats dy = randomVectors(classes * step);
            Floats dx = vectors(classes * step);
            Classes.exponentials(x.at, y.at, classes, step);
            Classes.normalize(y.at, classes, step);
            Classes.softmaxBackward(y.at, dy.at, dx.at, classes, step);
            for (int lane = 0; lane < V; lane++) {
                double[] share = softmax(x, classes, step, lane);
                double mean = 0;
                for (int k = 0; k < classes; k++) {
                    mean += share[k] * dy.lane(k * step, lane);
                }
                for (int k = 0; k < classes; k++) {
                    // Shares are below 1, and sum as many roundings as there are classes.
                    double bound = (classes + 8) * 0x1p-24;
                    assertThat(Math.abs(y.lane(k * step, lane) - share[k])).isLessThan(bound);
                    assertThat(Math.abs(dx.lane(k * step, lane) - share[k] * (dy.lane(k * step, lane) - mean)))
                            .isLessThan(2 * bound);
                }
            }
        }
    }

    private static double[] softmax(Floats x, int classes, int step, int lane) {
        double[] share = new double[classes];
        double total = 0;
        for (int k = 0; k < classes; k++) {
            share[k] = Math.exp(x.lane(k * step, lane));
            total += share[k];
        }
        for (int k = 0; k < classes; k++) {
            share[k] /= total;
        }
        return share;
    }

    @Test
    void classesHaveACrossEntropy() {
        for (int lanes = 1; lanes <= V; lanes++) {
            int classes = 5;
            int labelStep = 2;
            Floats x = randomVectors(classes);
            Floats dx = vectors(classes);
            int[] labels = random.ints(1 + lanes * labelStep, 0, classes).toArray();
            double[] losses = new double[labels.length];
            Classes.exponentials(x.at, dx.at, classes, 1);
            Classes.crossEntropy(x.at, dx.at, classes, lanes, labels, 1, labelStep, losses);
            Classes.crossEntropyBackward(dx.at, classes, lanes, labels, 1, labelStep, 0.25f);
            for (int lane = 0; lane < V; lane++) {
                double[] share = softmax(x, classes, 1, lane);
                int place = 1 + lane * labelStep;
                if (lane < lanes) {
                    assertClose((float) losses[place], -Math.log(share[labels[place]]));
                }
                for (int k = 0; k < classes; k++) {
                    double expected = lane >= lanes ? 0 : 0.25 * (share[k] - (k == labels[place] ? 1 : 0));
                    assertClose(dx.lane(k, lane), expected);
                }
            }
        }
    }
}
