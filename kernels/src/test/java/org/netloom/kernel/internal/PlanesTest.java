package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.op.Upsample2d;

/** What is done with planes, one lane at a time; where no sum is rounded in another order, to the last bit. */
class PlanesTest extends NativeMemoryTest {
    @Test
    void addsAndMultiplies() {
        for (int vectors : RAGGED) {
            Floats a = randomVectors(vectors);
            Floats b = randomVectors(vectors);
            Floats sum = vectors(vectors);
            Floats product = vectors(vectors);
            Planes.add(a.at, b.at, sum.at, vectors);
            Planes.multiply(a.at, b.at, product.at, vectors);
            for (int i = 0; i < a.length; i++) {
                assertThat(sum.get(i)).isEqualTo(a.get(i) + b.get(i));
                assertThat(product.get(i)).isEqualTo(a.get(i) * b.get(i));
            }
        }
    }

    @Test
    void addsAMultipleOfFloatsThatDoNotFillTheirVectors() {
        for (int count : RAGGED) {
            Floats x = randomFloats(count);
            Floats y = randomFloats(count);
            float[] before = y.values();
            Planes.axpy(0.3f, x.at, y.at, count);
            for (int i = 0; i < count; i++) {
                assertThat(y.get(i)).isEqualTo(Math.fma(x.get(i), 0.3f, before[i]));
            }
        }
    }

    @Test
    void sumsAllLanesOfVectors() {
        for (int count : RAGGED) {
            Floats x = randomVectors(3 * count);
            double sum = 0;
            for (int i = 0; i < count * V; i++) {
                sum += x.lane(i / V * 3, i % V);
            }
            // Each of count · V numbers below 1 is rounded into the sum once.
            assertThat(Math.abs(Planes.sum(x.at, count, 3) - sum)).isLessThanOrEqualTo(count * V * count * V * 0x1p-24);
        }
    }

    /** To the last bit, because either may take the place of the other. */
    @Test
    void sumsTheLanesAtAnAddressAsThoseOfAnArray() {
        for (int round = 0; round < 100; round++) {
            Floats x = randomVectors(1);
            float[] lanes = new float[V];
            float[] tree = new float[V];
            for (int i = 0; i < V; i++) {
                lanes[i] = x.get(i);
                tree[i] = x.get(i);
            }
            for (int half = V / 2; half > 0; half /= 2) {
                for (int i = 0; i < half; i++) {
                    tree[i] += tree[i + half];
                }
            }
            assertThat(Lanes.sum(x.at)).isEqualTo(tree[0]);
            assertThat(Lanes.sum(lanes)).isEqualTo(tree[0]);
            assertThat(Planes.sum(x.at, 1, 1)).isEqualTo(tree[0]);
        }
    }

    /** Around an offset that floats of the sum would drown in; spare lanes hold copies, which do not count. */
    @Test
    void sumsEachElementOverTheExamples() {
        int elements = 5;
        for (int examples : new int[] {1, V - 1, V, V + 1, 3 * V, 5 * V + 2}) {
            for (float offset : new float[] {0, 1e6f}) {
                int blocks = Lanes.blocks(examples);
                Floats x = randomVectors(blocks * elements);
                double[] expected = new double[elements];
                for (int i = 0; i < x.length; i++) {
                    x.set(i, x.get(i) + offset);
                    int example = i / (elements * V) * V + i % V;
                    if (example < examples) {
                        expected[i / V % elements] += x.get(i);
                    }
                }
                double[] sums = new double[elements];
                int lanes = examples - (blocks - 1) * V;
                ExampleSums.of(x.at, blocks, (long) elements * Lanes.BYTES, lanes, 0, 2, sums, new float[V]);
                ExampleSums.of(x.at, blocks, (long) elements * Lanes.BYTES, lanes, 2, elements, sums, new float[V]);
                for (int i = 0; i < elements; i++) {
                    // Each difference from the first is below 2, and is rounded into a sum of them once.
                    assertThat(sums[i]).isCloseTo(expected[i], within(2.0 * examples * examples * 0x1p-24));
                }
            }
        }
    }

    @Test
    void clearsSpareLanes() {
        for (int lanes = 0; lanes <= V; lanes++) {
            Floats x = randomVectors(3);
            float[] before = x.values();
            Planes.clearLanes(x.at, 3, lanes);
            for (int i = 0; i < x.length; i++) {
                assertThat(x.get(i)).isEqualTo(i % V < lanes ? before[i] : 0);
            }
        }
    }

    /** The rows and columns of a pooling. */
    record Axes(Extent rows, Extent columns) {
        Windows windows() {
            return new Windows(rows, columns);
        }

        int ofKernel() {
            return rows.kernel() * columns.kernel();
        }
    }

    static Stream<Axes> axes() {
        Extent halves = new Extent(6, 3, 2, 2, 0, 1);
        Extent odd = new Extent(7, 3, 2, 2, 0, 1);
        return Stream.of(
                new Axes(halves, halves),
                new Axes(odd, halves),
                new Axes(new Extent(7, 3, 3, 2, 0, 1), new Extent(5, 5, 3, 1, 1, 1)),
                new Axes(new Extent(4, 2, 1, 3, 0, 1), new Extent(5, 3, 3, 2, 1, 1)),
                new Axes(new Extent(1, 1, 1, 1, 0, 1), new Extent(1, 1, 1, 1, 0, 1)));
    }

    private interface Place {
        void at(int out, int in);
    }

    /** Each place of each window, row by row, that is in the plane. */
    private static void places(Axes axes, Place place) {
        Extent rows = axes.rows;
        Extent columns = axes.columns;
        for (int out = 0; out < rows.out() * columns.out(); out++) {
            for (int i = 0; i < axes.ofKernel(); i++) {
                int row = rows.source(out / columns.out(), i / columns.kernel());
                int column = columns.source(out % columns.out(), i % columns.kernel());
                if (row >= 0 && row < rows.in() && column >= 0 && column < columns.in()) {
                    place.at(out, row * columns.in() + column);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("axes")
    void takesTheLargestOfAWindow(Axes axes) {
        Windows w = axes.windows();
        Floats x = randomVectors(w.pixels());
        Floats y = vectors(w.outPixels());
        Floats dy = randomVectors(w.outPixels());
        Floats dx = vectors(w.pixels());
        for (int lane = 0; lane < V; lane++) {
            x.set(lane, 0.5f);
            x.set((w.pixels() - 1) * V + lane, 0.5f); // ties
        }
        Planes.maximum(x.at, y.at, w);
        Planes.maximumBackward(x.at, y.at, dy.at, dx.at, w);
        for (int l = 0; l < V; l++) {
            int lane = l;
            float[] largest = new float[w.outPixels()];
            int[] first = new int[w.outPixels()];
            Arrays.fill(largest, Float.NEGATIVE_INFINITY);
            places(axes, (out, in) -> {
                if (x.lane(in, lane) > largest[out]) {
                    largest[out] = x.lane(in, lane);
                    first[out] = in;
                }
            });
            float[] gradient = new float[w.pixels()];
            for (int out = 0; out < w.outPixels(); out++) {
                assertThat(y.lane(out, lane)).isEqualTo(largest[out]);
                gradient[first[out]] += dy.lane(out, lane);
            }
            for (int in = 0; in < w.pixels(); in++) {
                assertThat(dx.lane(in, lane)).isEqualTo(gradient[in]);
            }
        }
    }

    @Test
    void takesTheLargestOfWindowsInRows() {
        for (int width : RAGGED) {
            int planes = 3;
            Windows w = new Windows(new Extent(5, 2, 2, 2, 0, 1), new Extent(2 * width + 1, width, 2, 2, 0, 1));
            Floats x = randomFloats(planes * w.pixels() + 4 * V); // the ends of rows reach into what follows
            Floats y = floats(planes * w.outPixels() + V);
            Planes.maximumOfRows(x.at, y.at, planes, w);
            for (int i = 0; i < planes * w.outPixels(); i++) {
                int corner = i / w.outPixels() * w.pixels() + i % w.outPixels() / width * 2 * w.width() + i % width * 2;
                float largest = Math.max(
                        Math.max(x.get(corner), x.get(corner + 1)),
                        Math.max(x.get(corner + w.width()), x.get(corner + w.width() + 1)));
                assertThat(y.get(i)).isEqualTo(largest);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("axes")
    void averagesWindows(Axes axes) {
        Windows w = axes.windows();
        for (boolean countPadding : new boolean[] {true, false}) {
            Floats x = randomVectors(w.pixels());
            Floats y = vectors(w.outPixels());
            Floats dy = randomVectors(w.outPixels());
            Floats dx = vectors(w.pixels());
            Planes.average(x.at, y.at, w, countPadding);
            Planes.averageBackward(dy.at, dx.at, w, countPadding);
            int[] inside = new int[w.outPixels()];
            places(axes, (out, in) -> inside[out]++);
            for (int l = 0; l < V; l++) {
                int lane = l;
                double[] average = new double[w.outPixels()];
                double[] gradient = new double[w.pixels()];
                places(axes, (out, in) -> {
                    int of = countPadding ? axes.ofKernel() : inside[out];
                    average[out] += x.lane(in, lane) / (double) of;
                    gradient[in] += dy.lane(out, lane) / (double) of;
                });
                // Nine numbers below 1, and their sum once more for the division.
                for (int out = 0; out < w.outPixels(); out++) {
                    assertThat(Math.abs(y.lane(out, lane) - average[out])).isLessThan(12 * 0x1p-24);
                }
                for (int in = 0; in < w.pixels(); in++) {
                    assertThat(Math.abs(dx.lane(in, lane) - gradient[in])).isLessThan(12 * 9 * 0x1p-24);
                }
            }
        }
    }

    @Test
    void saysWhatWindowsAreLike() {
        Extent halves = new Extent(6, 3, 2, 2, 0, 1);
        Extent odd = new Extent(7, 3, 2, 2, 0, 1);
        Extent apart = new Extent(7, 2, 2, 4, 0, 1);
        Extent padded = new Extent(6, 4, 2, 2, 1, 1);
        assertThat(new Windows(halves, halves).quarters()).isTrue();
        assertThat(new Windows(halves, halves).cover()).isTrue();
        assertThat(new Windows(halves, odd).quarters()).isTrue();
        assertThat(new Windows(halves, odd).cover()).isFalse();
        assertThat(new Windows(apart, halves).disjoint()).isTrue();
        assertThat(new Windows(apart, halves).quarters()).isFalse();
        assertThat(new Windows(padded, halves).disjoint()).isFalse();
    }

    @Test
    void turnsRowsIntoBlocksAndBack() {
        for (int elements : RAGGED) {
            for (int lanes = 1; lanes <= V; lanes++) {
                Floats rows = randomFloats(lanes * elements);
                Floats block = vectors(elements);
                Floats again = floats(lanes * elements);
                for (boolean repeat : new boolean[] {true, false}) {
                    Transpose.toBlock(rows.at, block.at, elements, lanes, repeat);
                    for (int i = 0; i < block.length; i++) {
                        int lane = i % V;
                        float spare = repeat ? rows.get((lanes - 1) * elements + i / V) : 0;
                        assertThat(block.get(i)).isEqualTo(lane < lanes ? rows.get(lane * elements + i / V) : spare);
                    }
                }
                Transpose.toRows(block.at, again.at, elements, lanes);
                assertThat(again.values()).isEqualTo(rows.values());
            }
        }
    }

    @Test
    void turnsAMatrixOfVectors() {
        for (int count : RAGGED) {
            int padded = count + 3;
            Floats from = randomVectors(2 * count);
            Floats to = floats(V * padded);
            Transpose.matrix(from.at, 2L * Lanes.BYTES, to.at, (long) padded * Float.BYTES, count, padded);
            for (int i = 0; i < to.length; i++) {
                int column = i % padded;
                assertThat(to.get(i)).isEqualTo(column < count ? from.lane(2 * column, i / padded) : 0);
            }
        }
    }

    @Test
    void resamplesAPlaneAndItsGradient() {
        for (Upsample2d.Mode mode : Upsample2d.Mode.values()) {
            for (int scale = 1; scale <= 3; scale++) {
                Resampling rows = Resampling.forward(mode, scale, 3);
                Resampling columns = Resampling.forward(mode, 2, 4);
                Floats x = randomVectors(3 * 4);
                Floats y = vectors(3 * scale * 8);
                Resampling.run(x.at, y.at, rows, columns);
                Floats dx = vectors(3 * 4);
                Resampling.run(y.at, dx.at, Resampling.backward(mode, scale, 3), Resampling.backward(mode, 2, 4));
                for (int lane = 0; lane < V; lane++) {
                    double[] back = new double[12];
                    for (int i = 0; i < 3 * scale * 8; i++) {
                        double sum = 0;
                        for (int k = 0; k < 12; k++) {
                            double weight = weight(mode, scale, 3, i / 8, k / 4) * weight(mode, 2, 4, i % 8, k % 4);
                            sum += weight * x.lane(k, lane);
                            back[k] += weight * y.lane(i, lane);
                        }
                        assertThat(Math.abs(y.lane(i, lane) - sum)).isLessThan(8 * 0x1p-24); // four weights and values
                    }
                    for (int k = 0; k < 12; k++) {
                        // Up to 36 terms below 1, rounded along both axes.
                        assertThat(Math.abs(dx.lane(k, lane) - back[k])).isLessThan(36 * 36 * 0x1p-24);
                    }
                }
            }
        }
    }

    /** What place i of the longer axis takes of place k of the shorter one. */
    private static double weight(Upsample2d.Mode mode, int scale, int size, int i, int k) {
        if (mode == Upsample2d.Mode.NEAREST) {
            return i / scale == k ? 1 : 0;
        }
        double place = Math.min(Math.max((i + 0.5) / scale - 0.5, 0), size - 1);
        return Math.max(0, 1 - Math.abs(place - k));
    }
}
