package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.op.Activation;

/** Moments, normalizations and what is fused with them, against loops in double. */
class NormalizationKernelsTest extends NativeMemoryTest {
    private static final double ROUNDING = 0x1p-24;

    /** A few roundings of each of so many terms, of numbers that are not above {@code size}. */
    private static void assertClose(double actual, double expected, int terms, double size) {
        assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo((terms + 8) * ROUNDING * size);
    }

    @Test
    void measuresAChannel() {
        for (int pixels : new int[] {1, 2, 3, 6, 7}) {
            for (int examples : RAGGED) {
                measuresAChannel(pixels, examples, 0);
                measuresAChannel(pixels, examples, 1e4f);
            }
        }
    }

    private void measuresAChannel(int pixels, int examples, float offset) {
        int blocks = Lanes.blocks(examples);
        int apart = pixels + 2;
        int last = examples - (blocks - 1) * V;
        Floats x = randomVectors(blocks * apart);
        for (int i = 0; i < x.length; i++) {
            int lane = i % V;
            boolean spare = i / V / apart == blocks - 1 && lane >= last;
            x.set(i, spare ? x.get(i - lane + last - 1) : x.get(i) + offset);
        }
        Floats scratch = floats(Moments.SCRATCH);
        double[] into = new double[Moments.FIELDS + 1];

        Moments.measure(x.at, pixels, blocks, (long) apart * Lanes.BYTES, last, scratch.at, into, 1);

        double sum = 0;
        for (int n = 0; n < examples; n++) {
            for (int p = 0; p < pixels; p++) {
                sum += x.lane(n / V * apart + p, n % V);
            }
        }
        double mean = sum / examples / pixels;
        double squares = 0;
        double ofMeans = 0;
        for (int n = 0; n < examples; n++) {
            double own = 0;
            for (int p = 0; p < pixels; p++) {
                double away = x.lane(n / V * apart + p, n % V) - mean;
                squares += away * away;
                own += away / pixels;
            }
            ofMeans += own * own;
        }
        int terms = examples * pixels;
        // Deviations are below 2, whatever the offset; the mean's own roundings are made up for.
        assertClose(into[1], mean, terms, 2);
        assertClose(into[2], squares, terms, 4 * terms);
        assertClose(into[3], ofMeans, terms, 4 * examples);
    }

    @Test
    void normalizesEachLaneByItself() {
        for (int pixels : new int[] {1, 3, 8}) {
            Floats x = randomVectors(pixels);
            Floats y = vectors(pixels);
            Floats dy = randomVectors(pixels);
            Floats dx = vectors(pixels);
            Floats numbers = randomVectors(LaneNorm.VECTORS);
            LaneNorm.forward(x.at, y.at, pixels, numbers.at);
            LaneNorm.backward(x.at, dy.at, dx.at, pixels, numbers.at);
            for (int i = 0; i < x.length; i++) {
                float away = x.get(i) - numbers.lane(0, i % V);
                float second = numbers.lane(2, i % V);
                assertThat(y.get(i)).isEqualTo(Math.fma(away, numbers.lane(1, i % V), second));
                float rest = Math.fma(away, second, numbers.lane(3, i % V));
                assertThat(dx.get(i)).isEqualTo(Math.fma(dy.get(i), numbers.lane(1, i % V), rest));
            }
            LaneNorm.sums(x.at, dy.at, pixels, numbers.at);
            for (int lane = 0; lane < V; lane++) {
                float sum = 0;
                float products = 0;
                for (int i = 0; i < pixels; i++) {
                    sum += dy.lane(i, lane);
                    products = Math.fma(x.lane(i, lane) - numbers.lane(0, lane), dy.lane(i, lane), products);
                }
                assertThat(numbers.lane(1, lane)).isEqualTo(sum);
                assertThat(numbers.lane(2, lane)).isEqualTo(products);
            }
        }
    }

    /** Rows of {@code parameters} runs of {@code run} vectors. */
    record Rows(int rows, int parameters, int run) {
        int width() {
            return parameters * run;
        }
    }

    static Stream<Rows> rows() {
        return Stream.of(
                new Rows(1, 1, 2), new Rows(3, 4, 1), new Rows(V + 1, 6, 1), new Rows(2, 3, 5), new Rows(5, 2, 4));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void normalizesRows(Rows s) {
        int ofRow = RowMoments.VECTORS + RowNorm.MEANS;
        float eps = 1e-3f;
        Floats x = randomVectors(s.rows * s.width());
        Floats y = vectors(s.rows * s.width());
        Floats dy = randomVectors(s.rows * s.width());
        Floats dx = vectors(s.rows * s.width());
        Floats moments = vectors(s.rows * ofRow);
        Floats scratch = vectors(RowParameters.SCRATCH);
        Floats dGamma = floats(s.parameters);
        Floats dBeta = floats(s.parameters);
        float[] gamma = numbers(s.parameters + 1);
        float[] beta = numbers(s.parameters + 1);
        for (int row = 0; row < s.rows; row++) {
            int at = row * s.width();
            long of = moments.vector(row * ofRow);
            RowMoments.measure(x.vector(at), s.width(), of);
            RowMoments.invert(of, s.width(), eps);
            RowNorm.forward(x.vector(at), y.vector(at), s.parameters, s.run, gamma, beta, 1, of);
            RowNorm.means(x.vector(at), dy.vector(at), s.parameters, s.run, gamma, 1, of);
            RowNorm.backward(x.vector(at), dy.vector(at), dx.vector(at), s.parameters, s.run, gamma, 1, of);
        }
        RowParameters sums = new RowParameters();
        sums.over(s.rows, (long) s.width() * Lanes.BYTES, s.run, (long) ofRow * Lanes.BYTES);
        int p = 0;
        while (p < s.parameters) {
            long first = (long) p * s.run * Lanes.BYTES;
            long ofGamma = dGamma.at + (long) p * Float.BYTES;
            long ofBeta = dBeta.at + (long) p * Float.BYTES;
            if (s.run == 1 && p + RowParameters.SEVERAL <= s.parameters) {
                sums.several(x.at + first, dy.at + first, moments.at, scratch.at, ofGamma, ofBeta);
                p += RowParameters.SEVERAL;
            } else {
                sums.one(x.at + first, dy.at + first, moments.at, scratch.at, ofGamma, ofBeta);
                p++;
            }
        }

        double[] toGamma = new double[s.parameters];
        double[] toBeta = new double[s.parameters];
        double largest = 1 / Math.sqrt(eps);
        for (int row = 0; row < s.rows; row++) {
            for (int lane = 0; lane < V; lane++) {
                double mean = 0;
                double squares = 0;
                for (int i = 0; i < s.width(); i++) {
                    mean += (double) x.lane(row * s.width() + i, lane) / s.width();
                }
                for (int i = 0; i < s.width(); i++) {
                    double away = x.lane(row * s.width() + i, lane) - mean;
                    squares += away * away / s.width();
                }
                double inverse = 1 / Math.sqrt(squares + eps);
                double meanOfG = 0;
                double meanOfProduct = 0;
                for (int i = 0; i < s.width(); i++) {
                    int at = row * s.width() + i;
                    double unit = (x.lane(at, lane) - mean) * inverse;
                    double g = gamma[1 + i / s.run] * dy.lane(at, lane);
                    meanOfG += g / s.width();
                    meanOfProduct += g * unit / s.width();
                    toGamma[i / s.run] += dy.lane(at, lane) * unit;
                    toBeta[i / s.run] += dy.lane(at, lane);
                }
                for (int i = 0; i < s.width(); i++) {
                    int at = row * s.width() + i;
                    double unit = (x.lane(at, lane) - mean) * inverse;
                    double g = gamma[1 + i / s.run] * dy.lane(at, lane);
                    // Numbers are below 1, and units below √width; what is off is off by the inverse deviation more.
                    assertClose(
                            y.lane(at, lane), unit * gamma[1 + i / s.run] + beta[1 + i / s.run], s.width(), largest);
                    double expected = (g - meanOfG - unit * meanOfProduct) * inverse;
                    assertClose(dx.lane(at, lane), expected, s.width(), largest * 4 * s.width());
                }
            }
        }
        int terms = s.rows * s.run * V;
        for (int k = 0; k < s.parameters; k++) {
            assertClose(dGamma.get(k), toGamma[k], terms, Math.sqrt(s.width()) * terms);
            assertClose(dBeta.get(k), toBeta[k], terms, terms);
        }
    }

    /** Functions whose slope follows from x, from y, and none. */
    static Stream<ActivationLoops> curves() {
        return Stream.of(
                ActivationLoops.identity(),
                ActivationLoops.of(Activation.of("act1", "a.net:1:1", Activation.Function.SIGMOID)),
                ActivationLoops.of(Activation.of("act1", "a.net:1:1", Activation.Function.SOFTPLUS)));
    }

    private ChannelAffines affines() {
        ChannelAffines affines = new ChannelAffines();
        affines.room(2);
        affines.mean = new float[] {number(), number()};
        affines.factor = new float[] {0.75f, -1.25f}; // below 0 the smallest is the largest
        affines.offset = new float[] {number(), number()};
        affines.ofGradient = new float[] {number(), number()};
        affines.ofCentered = new float[] {number(), number()};
        affines.rest = new float[] {number(), number()};
        return affines;
    }

    /** f(a (x - mean) + b) of so many floats, by the loops that {@code PointwiseKernelsTest} has tested. */
    private float[] applied(ActivationLoops curve, ChannelAffines of, int channel, float[] x) {
        Floats in = floats(x.length);
        Floats out = floats(x.length);
        for (int i = 0; i < x.length; i++) {
            in.set(i, Math.fma(x[i] - of.mean[channel], of.factor[channel], of.offset[channel]));
        }
        curve.forward(in.at, out.at, x.length / V);
        return out.values();
    }

    /** f'(a (x - mean) + b) dy, likewise. */
    private float[] sloped(ActivationLoops curve, ChannelAffines of, int channel, float[] x, float[] dy) {
        Floats in = floats(x.length);
        Floats out = floats(x.length);
        Floats gradient = floats(x.length);
        for (int i = 0; i < x.length; i++) {
            in.set(i, Math.fma(x[i] - of.mean[channel], of.factor[channel], of.offset[channel]));
            gradient.set(i, dy[i]);
        }
        curve.forward(in.at, out.at, x.length / V);
        curve.backward(in.at, out.at, gradient.at, gradient.at, x.length / V);
        return gradient.values();
    }

    private static void assertSums(Floats into, float[] g, float[] x, float mean) {
        for (int lane = 0; lane < V; lane++) {
            float all = 0;
            float centered = 0;
            for (int i = lane; i < g.length; i += V) {
                all += g[i];
                centered = Math.fma(g[i], x[i] - mean, centered);
            }
            assertThat(into.lane(0, lane)).isEqualTo(all);
            assertThat(into.lane(1, lane)).isEqualTo(centered);
        }
    }

    @ParameterizedTest
    @MethodSource("curves")
    void normalizesAndActivates(ActivationLoops curve) {
        for (int vectors : RAGGED) {
            for (int channel = 0; channel < 2; channel++) {
                ChannelAffines of = affines();
                Floats x = randomVectors(vectors);
                Floats y = vectors(vectors);
                Floats dy = randomVectors(vectors);
                Floats dx = vectors(vectors);
                Floats into = vectors(2);
                curve.affine(x.at, y.at, vectors, of, channel);
                curve.sums(x.at, y.at, dy.at, vectors, of, channel, into.at);
                curve.affineBackward(x.at, y.at, dy.at, dx.at, vectors, of, channel);
                assertThat(y.values()).isEqualTo(applied(curve, of, channel, x.values()));
                float[] g = sloped(curve, of, channel, x.values(), dy.values());
                assertSums(into, g, x.values(), of.mean[channel]);
                for (int i = 0; i < x.length; i++) {
                    float away = x.get(i) - of.mean[channel];
                    float rest = Math.fma(away, of.ofCentered[channel], of.rest[channel]);
                    assertThat(dx.get(i)).isEqualTo(Math.fma(g[i], of.ofGradient[channel], rest));
                }
            }
        }
    }

    static Stream<Windows> windows() {
        Extent halves = new Extent(6, 3, 2, 2, 0, 1);
        return Stream.of(
                new Windows(halves, halves),
                new Windows(new Extent(7, 3, 2, 2, 0, 1), halves),
                new Windows(new Extent(7, 2, 3, 3, 0, 1), new Extent(5, 2, 2, 3, 0, 1)));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void normalizesActivatesAndPools(Windows windows) {
        curves().forEach(curve -> {
            for (int channel = 0; channel < 2; channel++) {
                pools(curve, windows, channel);
            }
        });
    }

    private void pools(ActivationLoops curve, Windows w, int channel) {
        ChannelAffines of = affines();
        Floats x = randomVectors(w.pixels());
        Floats y = vectors(w.outPixels());
        Floats dy = randomVectors(w.outPixels());
        Floats dx = vectors(w.pixels());
        Floats into = vectors(2);
        curve.pooled(x.at, y.at, w, of, channel);
        curve.pooledSums(x.at, y.at, dy.at, w, of, channel, into.at);
        curve.pooledBackward(x.at, y.at, dy.at, dx.at, w, of, channel);

        float sign = Math.signum(of.factor[channel]);
        float[] top = new float[y.length];
        int[] from = new int[y.length];
        for (int i = 0; i < y.length; i++) {
            int corner = i / V / w.outWidth() * w.strideHeight() * w.width() + i / V % w.outWidth() * w.strideWidth();
            from[i] = corner;
            for (int k = 0; k < w.kernelHeight() * w.kernelWidth(); k++) {
                int place = corner + k / w.kernelWidth() * w.width() + k % w.kernelWidth();
                if (sign * x.lane(place, i % V) > sign * x.lane(from[i], i % V)) {
                    from[i] = place;
                }
            }
            top[i] = x.lane(from[i], i % V);
        }
        assertThat(y.values()).isEqualTo(applied(curve, of, channel, top));
        float[] g = sloped(curve, of, channel, top, dy.values());
        assertSums(into, g, top, of.mean[channel]);
        float[] expected = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = Math.fma(x.get(i) - of.mean[channel], of.ofCentered[channel], of.rest[channel]);
        }
        for (int i = 0; i < y.length; i++) {
            expected[from[i] * V + i % V] += g[i] * of.ofGradient[channel];
        }
        assertThat(dx.values()).isEqualTo(expected);
    }
}
