package org.netloom.kernel.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.netloom.op.Activation;

/** The loops over a batch against a convolution of six loops, in double. */
class ConvolutionKernelsTest extends NativeMemoryTest {
    /** What an fma may be off by, of its sum's size. */
    private static final double ROUNDING = 0x1p-24;

    /** The sizes of a convolution; rows and columns differ where it can. */
    record Sizes(int batch, int groups, int in, int out, Extent rows, Extent columns) {
        int xPixels() {
            return rows.in() * columns.in();
        }

        int yPixels() {
            return rows.out() * columns.out();
        }

        int taps() {
            return rows.kernel() * columns.kernel();
        }

        int blocks() {
            return Lanes.blocks(batch);
        }

        int xVectors() {
            return groups * in * xPixels();
        }

        int yVectors() {
            return groups * out * yPixels();
        }

        int weights() {
            return groups * out * in * taps();
        }
    }

    static Extent extent(int in, int kernel, int stride, int pad, int dilation) {
        return new Extent(in, (in + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1, kernel, stride, pad, dilation);
    }

    static Stream<Sizes> sizes() {
        List<Sizes> sizes = new ArrayList<>();
        Extent seven = extent(7, 3, 1, 1, 1);
        Extent five = extent(5, 3, 1, 0, 1);
        for (int ragged : new int[] {1, 3, V - 1, V, V + 1, 3 * V + 1}) {
            sizes.add(new Sizes(ragged, 1, 2, 3, seven, five));
        }
        for (int channels : new int[] {1, 3, 4, 5, 6, 9}) {
            sizes.add(new Sizes(V + 2, 1, channels, channels, five, five));
        }
        sizes.add(new Sizes(5, 3, 1, 1, seven, five));
        sizes.add(new Sizes(5, 2, 3, 5, seven, five));
        sizes.add(new Sizes(V, 1, 3, 6, extent(6, 5, 1, 0, 1), extent(9, 5, 1, 2, 1)));
        sizes.add(new Sizes(V, 1, 2, 4, extent(8, 3, 2, 1, 1), extent(7, 2, 3, 0, 2)));
        sizes.add(
                new Sizes(2, 1, 2, 2, extent(2, 3, 2, 3, 1), extent(2, 1, 2, 2, 1))); // some windows see padding alone
        sizes.add(
                new Sizes(2 * V + 1, 1, 300, 5, extent(1, 1, 1, 0, 1), extent(2, 1, 1, 0, 1))); // two stretches of taps
        return sizes.stream();
    }

    /** Takes the places of x, y and the weights that are multiplied with each other, as numbers in arrays. */
    private interface Product {
        void at(int x, int y, int w);
    }

    /** All products of a convolution; activations are [N/V][C][H][W][V]. */
    private static void products(Sizes s, Product product) {
        for (int n = 0; n < s.blocks() * V; n++) {
            for (int o = 0; o < s.groups() * s.out(); o++) {
                for (int p = 0; p < s.yPixels(); p++) {
                    for (int i = 0; i < s.in() * s.taps(); i++) {
                        int row = s.rows.source(p / s.columns.out(), i % s.taps() / s.columns.kernel());
                        int column = s.columns.source(p % s.columns.out(), i % s.columns.kernel());
                        if (row < 0 || row >= s.rows.in() || column < 0 || column >= s.columns.in()) {
                            continue;
                        }
                        int channel = o / s.out() * s.in() + i / s.taps();
                        int x = channel * s.xPixels() + row * s.columns.in() + column;
                        int y = o * s.yPixels() + p;
                        product.at(
                                n / V * s.xVectors() * V + x * V + n % V,
                                n / V * s.yVectors() * V + y * V + n % V,
                                o * s.in() * s.taps() + i);
                    }
                }
            }
        }
    }

    /** Sums of products in double, and of their sizes, which roundings are proportional to. */
    private static final class Sums {
        final double[] sums;
        final double[] sizes;
        final int[] terms;

        Sums(int count) {
            sums = new double[count];
            sizes = new double[count];
            terms = new int[count];
        }

        void add(int at, double a, double b) {
            sums[at] += a * b;
            sizes[at] += Math.abs(a * b);
            terms[at]++;
        }

        /** @param magnified how much larger the roundings are than those of a chain of fused multiply-adds */
        void assertEqualTo(Floats actual, double magnified) {
            for (int i = 0; i < sums.length; i++) {
                double bound = magnified * (terms[i] + 1) * ROUNDING * Math.max(sizes[i], Math.abs(sums[i]));
                assertThat(Math.abs(actual.get(i) - sums[i])).as("at %d", i).isLessThanOrEqualTo(bound);
            }
        }
    }

    private TapSums forward(Sizes s) {
        return TapSums.convolution(
                s.groups,
                s.in,
                s.out,
                Axis.forward(s.rows),
                Axis.forward(s.columns),
                new TapSums.Window(s.rows.in(), s.columns.in()),
                new TapSums.Window(s.rows.kernel(), s.columns.kernel()));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void convolves(Sizes s) {
        Floats x = randomVectors(s.blocks() * s.xVectors());
        Floats w = randomFloats(s.weights());
        Floats bias = randomVectors(s.groups * s.out);
        Floats y = vectors(s.blocks() * s.yVectors());
        Sums expected = new Sums(y.length);
        for (int i = 0; i < y.length; i++) {
            expected.add(i, bias.lane(i / V / s.yPixels() % (s.groups * s.out), i % V), 1);
        }
        products(s, (atX, atY, atW) -> expected.add(atY, x.get(atX), w.get(atW)));
        for (int workers : new int[] {1, 3}) {
            TapSumsLoop loop = new TapSumsLoop(forward(s));
            for (int worker = 0; worker < workers; worker++) {
                loop.run(worker, workers, x.at, y.at, w.at, bias.at, null, s.blocks());
            }
            expected.assertEqualTo(y, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void computesAFunctionOfTheSums(Sizes s) {
        Floats x = randomVectors(s.blocks() * s.xVectors());
        Floats w = randomFloats(s.weights());
        Floats y = vectors(s.blocks() * s.yVectors());
        Floats plain = vectors(s.blocks() * s.yVectors());
        ActivationLoops relu = ActivationLoops.of(Activation.of("relu1", "a.net:1:1", Activation.Function.RELU));
        TapSumsLoop loop = new TapSumsLoop(forward(s));
        loop.run(0, 1, x.at, plain.at, w.at, Lanes.ZEROS, null, s.blocks());
        loop.run(0, 1, x.at, y.at, w.at, Lanes.ZEROS, relu, s.blocks());
        for (int i = 0; i < y.length; i++) {
            assertThat(y.get(i)).isEqualTo(Math.max(0, plain.get(i)));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void computesTheGradientByTheInput(Sizes s) {
        Floats dy = randomVectors(s.blocks() * s.yVectors());
        Floats w = randomFloats(s.weights());
        Floats dx = vectors(s.blocks() * s.xVectors());
        Sums expected = new Sums(dx.length);
        products(s, (atX, atY, atW) -> expected.add(atX, dy.get(atY), w.get(atW)));
        TapSumsLoop loop = new TapSumsLoop(TapSums.transposed(
                s.groups,
                s.out,
                s.in,
                Axis.backward(s.rows),
                Axis.backward(s.columns),
                new TapSums.Window(s.rows.out(), s.columns.out()),
                new TapSums.Window(s.rows.kernel(), s.columns.kernel())));
        for (int worker = 0; worker < 2; worker++) {
            loop.run(worker, 2, dy.at, dx.at, w.at, Lanes.ZEROS, null, s.blocks());
        }
        expected.assertEqualTo(dx, 1);
    }

    private Sums weightGradient(Sizes s, Floats x, Floats dy) {
        Sums expected = new Sums(s.weights());
        products(s, (atX, atY, atW) -> expected.add(atW, x.get(atX), dy.get(atY)));
        return expected;
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sumsTheGradientByTheWeights(Sizes s) {
        Floats x = randomVectors(s.blocks() * s.xVectors());
        Floats dy = randomVectors(s.blocks() * s.yVectors());
        Floats dw = floats(s.weights());
        Floats scratch = floats(WeightSumsLoop.SCRATCH);
        WeightSumsLoop loop = new WeightSumsLoop(WeightSums.convolution(s.groups, s.in, s.out, s.rows, s.columns));
        for (int worker = 0; worker < 3; worker++) {
            loop.run(worker, 3, x.at, dy.at, dw.at, s.blocks(), scratch.at);
        }
        weightGradient(s, x, dy).assertEqualTo(dw, 1);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void multipliesTheGradientByTheWeights(Sizes s) {
        Sizes whole = new Sizes(s.batch, 1, s.in, s.out, s.rows, s.columns);
        Floats x = randomVectors(s.blocks() * whole.xVectors());
        Floats dy = randomVectors(s.blocks() * whole.yVectors());
        Floats dw = floats(whole.weights());
        WeightProducts products = WeightProducts.convolution(s.in, s.out, s.rows, s.columns);
        int atOnce = Math.min(2, products.blocksAtOnce());
        Floats turned = floats(products.turnedFloats(atOnce));
        Floats collected = floats(products.productFloats());
        for (int block = 0; block < s.blocks(); block += atOnce) {
            int blocks = Math.min(atOnce, s.blocks() - block);
            for (int worker = 0; worker < 3; worker++) {
                products.turn(worker, 3, x.at, turned.at, block, blocks);
            }
            for (int worker = 0; worker < 3; worker++) {
                products.multiply(worker, 3, turned.at, dy.at, collected.at, block, blocks, block == 0);
            }
        }
        for (int worker = 0; worker < 3; worker++) {
            products.write(worker, 3, collected.at, dw.at);
        }
        weightGradient(whole, x, dy).assertEqualTo(dw, 1);
    }

    private static List<Sizes> forWinograd() {
        List<Sizes> sizes = new ArrayList<>();
        for (int pad = 0; pad <= 2; pad++) {
            sizes.add(new Sizes(3, 1, 2, 3, extent(6, 3, 1, pad, 1), extent(9, 3, 1, pad, 1)));
            sizes.add(new Sizes(V + 1, 1, V + 1, 5, extent(5, 3, 1, pad, 1), extent(4, 3, 1, pad, 1)));
        }
        sizes.add(
                new Sizes(1, 1, 130, V + 3, extent(4, 3, 1, 1, 1), extent(3, 3, 1, 1, 1))); // two stretches of channels
        return sizes;
    }

    /** The transforms magnify what cancels later: F2 by up to 4·4 in sum, F4 by some hundred. */
    private static double magnified(WinogradForm form) {
        return form == WinogradForm.F2 ? 32 : 512;
    }

    /** All outputs of a tile have the roundings of what its largest ones are made of: ten, before they are magnified. */
    private static Sums level(Sums sums) {
        double largest = Arrays.stream(sums.sizes).max().orElse(0);
        Arrays.fill(sums.sizes, largest);
        Arrays.fill(sums.terms, 9);
        return sums;
    }

    private void runWinograd(WinogradLoop loop, WinogradLoop.Operands of, Floats w) {
        int workers = 2;
        Floats transformed = floats(loop.weightFloats());
        of.weights = transformed.at;
        List<Floats> scratch = List.of(floats(loop.scratchFloats()), floats(loop.scratchFloats()));
        for (int worker = 0; worker < workers; worker++) {
            loop.transformWeights(worker, workers, w.at, transformed.at, scratch.get(worker).at);
        }
        for (int worker = 0; worker < workers; worker++) {
            loop.run(worker, workers, of, scratch.get(worker).at);
        }
    }

    @ParameterizedTest
    @EnumSource(WinogradForm.class)
    void convolvesByWinogradsAlgorithm(WinogradForm form) {
        for (Sizes s : forWinograd()) {
            Floats x = randomVectors(s.blocks() * s.xVectors());
            Floats w = randomFloats(s.weights());
            Floats bias = randomVectors(s.out + 3);
            Floats y = vectors(s.blocks() * s.yVectors());
            WinogradLoop.Operands of = new WinogradLoop.Operands();
            of.x = x.at;
            of.y = y.at;
            of.start = bias.at;
            of.blocks = s.blocks();
            runWinograd(new WinogradLoop(form, s.in, s.out, s.rows, s.columns, false), of, w);
            Sums expected = new Sums(y.length);
            for (int i = 0; i < y.length; i++) {
                expected.add(i, bias.lane(i / V / s.yPixels() % s.out, i % V), 1);
            }
            products(s, (atX, atY, atW) -> expected.add(atY, x.get(atX), w.get(atW)));
            level(expected).assertEqualTo(y, magnified(form));
        }
    }

    @ParameterizedTest
    @EnumSource(WinogradForm.class)
    void computesTheGradientByTheInputByWinogradsAlgorithm(WinogradForm form) {
        for (Sizes s : forWinograd()) {
            Floats dy = randomVectors(s.blocks() * s.yVectors());
            Floats w = randomFloats(s.weights());
            Floats dx = vectors(s.blocks() * s.xVectors());
            WinogradLoop.Operands of = new WinogradLoop.Operands();
            of.x = dy.at;
            of.y = dx.at;
            of.start = Lanes.ZEROS;
            of.blocks = s.blocks();
            runWinograd(new WinogradLoop(form, s.out, s.in, s.rows.backward(), s.columns.backward(), true), of, w);
            Sums expected = new Sums(dx.length);
            products(s, (atX, atY, atW) -> expected.add(atX, dy.get(atY), w.get(atW)));
            level(expected).assertEqualTo(dx, magnified(form));
        }
    }

    @ParameterizedTest
    @EnumSource(WinogradForm.class)
    void computesTheGradientByTheWeightsByWinogradsAlgorithm(WinogradForm form) {
        for (Sizes s : forWinograd()) {
            Floats x = randomVectors(s.blocks() * s.xVectors());
            Floats dy = randomVectors(s.blocks() * s.yVectors());
            Floats dw = floats(s.weights());
            WinogradGradient gradient = new WinogradGradient(form, s.in, s.out, s.rows, s.columns);
            int atOnce = Math.min(s.blocks(), gradient.blocksAtOnce());
            Floats turned = floats(gradient.turnedFloats(atOnce));
            Floats transformed = floats(gradient.transformedFloats());
            Floats collected = floats(gradient.productFloats());
            Floats scratch = floats(gradient.scratchFloats());
            boolean fresh = true;
            for (int block = 0; block < s.blocks(); block += atOnce) {
                int blocks = Math.min(atOnce, s.blocks() - block);
                long from = (long) block * Lanes.BYTES;
                gradient.turn(0, 1, x.at + from * s.xVectors(), turned.at, blocks);
                for (int tile = 0; tile < gradient.tiles(blocks); tile += gradient.tilesAtOnce()) {
                    int tiles = Math.min(gradient.tilesAtOnce(), gradient.tiles(blocks) - tile);
                    gradient.transform(
                            0, 1, turned.at, dy.at + from * s.yVectors(), transformed.at, tile, tiles, scratch.at);
                    gradient.multiply(0, 1, transformed.at, collected.at, tiles, fresh);
                    fresh = false;
                }
            }
            gradient.write(0, 1, collected.at, dw.at, scratch.at);
            level(weightGradient(s, x, dy)).assertEqualTo(dw, magnified(form));
        }
    }
}
