package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netloom.op.Activation;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2d.Algorithm;
import org.netloom.op.Conv2dActivation;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.Tensor;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.ConvolutionsTest.Case;

/**
 * Convolutions and dense layers with an activation in the same pass: against nd4j's single operations in double, and bit
 * for bit what the vector engine's single operations give, on any number of threads.
 */
class SumsThenActivationsTest {
    private static final Dense DENSE = Dense.of("dense1", "a.net:1:1");
    private static final Conv2d THREE = Conv2d.of("conv1", "a.net:1:1", 3, 3).pad(1, 1);

    private static final List<VectorEngine> ENGINES =
            List.of(new VectorEngine(1), new VectorEngine(2), new VectorEngine(3), new VectorEngine(5));

    /** A dense layer from x [n,in] or, where there are steps, [n,steps,in]. */
    record Product(int n, int steps, int in, int out, boolean bias) {
        int[] shape(int features) {
            return steps == 0 ? new int[] {features} : new int[] {steps, features};
        }
    }

    private static Arbitrary<Integer> between(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    @Provide
    Arbitrary<Activation> activations() {
        return new FusionsTest().activations();
    }

    /** Any size, stride, dilation and padding, and groups. */
    @Provide
    Arbitrary<Case> byTaps() {
        return ofAnyBatch(new ConvolutionsTest().cases());
    }

    @Provide
    Arbitrary<Case> byWinograd() {
        return ofAnyBatch(new WinogradTest().cases());
    }

    private static Arbitrary<Case> ofAnyBatch(Arbitrary<Case> cases) {
        return Combinators.combine(cases, between(1, 300))
                .as((c, n) -> new Case(c.op(), n, c.c(), c.h(), c.w(), c.o(), c.bias()));
    }

    @Provide
    Arbitrary<Product> products() {
        return Combinators.combine(
                        between(1, 300), between(0, 9), between(1, 40), between(1, 40), Arbitraries.of(true, false))
                .as(Product::new);
    }

    @Property(tries = 150, seed = "1")
    void convolves(@ForAll("byTaps") Case c, @ForAll("activations") Activation function) {
        requireAgreement(c, function);
    }

    @Property(tries = 80, seed = "2")
    void convolvesByWinogradsAlgorithm(@ForAll("byWinograd") Case c, @ForAll("activations") Activation function) {
        requireAgreement(c, function);
    }

    @Property(tries = 150, seed = "3")
    void transforms(@ForAll("products") Product p, @ForAll("activations") Activation function) {
        requireAgreement(p, function);
    }

    /** Sums of so many taps are written, read and added to several times before the function may be computed. */
    @ParameterizedTest
    @EnumSource(Activation.Function.class)
    void sumsThatAreMadeInStretches(Activation.Function kind) {
        Activation function = Activation.of("act1", "a.net:1:1", kind, 0.5);
        for (int groups : new int[] {1, 2}) {
            Conv2d op = THREE.algorithm(Algorithm.DIRECT).groups(groups);
            Case c = new Case(op, 21, groups * 70, 5, 4, groups * 6, true);
            requireAgreement(c, function);
        }
        Product p = new Product(70, 3, 1300, 9, true);
        requireAgreement(p, function);
    }

    /** More channels than a stretch, and more tiles than a chunk. */
    @ParameterizedTest
    @EnumSource(names = {"WINOGRAD2", "WINOGRAD4"})
    void manyChannelsAndTiles(Algorithm algorithm) {
        Activation function = Activation.of("act1", "a.net:1:1", Activation.Function.GELU);
        Case c = new Case(THREE.algorithm(algorithm), 40, 150, 11, 9, 70, true);
        requireAgreement(c, function);
    }

    /** Windows that lie in the padding: their sums are the bias. */
    @Test
    void sumsWithoutTaps() {
        Activation function = Activation.of("act1", "a.net:1:1", Activation.Function.SIGMOID);
        Conv2d op = Conv2d.of("conv1", "a.net:1:1", 1, 2).pad(3, 2).stride(2, 3);
        Case c = new Case(op, 5, 3, 1, 1, 4, true);
        requireAgreement(c, function);
    }

    @ParameterizedTest
    @EnumSource(Activation.Function.class)
    void passNotANumberOn(Activation.Function kind) {
        Activation function = Activation.of("act1", "a.net:1:1", kind, 0.5);
        DoubleUnaryOperator some = x -> Math.abs(x) > 0.99 ? Double.NaN : x;
        for (Algorithm algorithm : List.of(Algorithm.DIRECT, Algorithm.WINOGRAD2, Algorithm.WINOGRAD4)) {
            Case c = new Case(THREE.algorithm(algorithm), 37, 3, 9, 7, 5, true);
            requireNotANumber(requireSame(c.n(), (rig, fused) -> convolve(rig, c, function, fused, some)));
        }
        Product p = new Product(37, 4, 5, 6, true);
        requireNotANumber(requireSame(p.n, (rig, fused) -> transform(rig, p, function, fused, some)));
    }

    /** Where a sum is a NaN the function is, and nowhere else. */
    private static void requireNotANumber(List<double[]> sumsAndValues) {
        double[] sums = sumsAndValues.get(0);
        double[] values = sumsAndValues.get(1);
        assertThat(sums).contains(Double.NaN);
        for (int i = 0; i < sums.length; i++) {
            assertThat(Double.isNaN(values[i])).isEqualTo(Double.isNaN(sums[i]));
        }
    }

    private static void requireAgreement(Case c, Activation function) {
        requireAgreement(
                c.n(),
                c.taps(),
                WinogradTest.tolerance(c, c.taps()),
                (rig, fused) -> convolve(rig, c, function, fused, x -> x));
    }

    private static void requireAgreement(Product p, Activation function) {
        requireAgreement(p.n, p.in, Rig.roundings(p.in), (rig, fused) -> transform(rig, p, function, fused, x -> x));
    }

    /**
     * A slope is up to 1.13 (gelu's), and a function good to four last places (see ActivationFunctionTest). What a sum is off by is in
     * proportion to sums, which are about √terms, and not to the values of a function that is bounded.
     */
    private static void requireAgreement(int batch, int terms, double ofSum, Layer layer) {
        double tolerance = 1.13 * ofSum + 4 * 0x1p-23;
        Rig.agree(batch, tolerance, Math.sqrt(terms), rig -> layer.compute(rig, true));
        requireSame(batch, layer);
    }

    private interface Layer {
        void compute(Rig rig, boolean fused);
    }

    /** The sums and the function of them, which are the same bits for single operations and for any number of threads. */
    private static List<double[]> requireSame(int batch, Layer layer) {
        Consumer<Rig> single = rig -> layer.compute(rig, false);
        List<double[]> expected = Rig.results(ENGINES.get(0), batch, single);
        for (VectorEngine engine : ENGINES) {
            List<double[]> actual = Rig.results(engine, batch, rig -> layer.compute(rig, true));
            for (int i = 0; i < 2; i++) {
                assertThat(actual.get(i)).as("result %d", i).isEqualTo(expected.get(i));
            }
        }
        return expected;
    }

    private static void convolve(Rig rig, Case c, Activation function, boolean fused, DoubleUnaryOperator map) {
        Conv2d op = c.op();
        Tensor x = rig.input(map, c.c(), c.h(), c.w());
        NdArray weight = rig.parameter(
                c.o(), c.c() / op.groups(), op.kernel().height(), op.kernel().width());
        NdArray bias = c.bias() ? rig.parameter(c.o()) : null;
        Tensor linear = rig.output(c.o(), c.oh(), c.ow());
        Tensor y = rig.output(c.o(), c.oh(), c.ow());
        if (fused) {
            rig.engine.kernel(new Conv2dActivation(op, function)).forward(x, weight, bias, linear, y);
        } else {
            rig.engine.kernel(op).forward(x, weight, bias, linear);
            rig.engine.kernel(function).forward(linear, y);
        }
    }

    private static void transform(Rig rig, Product p, Activation function, boolean fused, DoubleUnaryOperator map) {
        Tensor x = rig.input(map, p.shape(p.in));
        NdArray weight = rig.parameter(p.out, p.in);
        NdArray bias = p.bias ? rig.parameter(p.out) : null;
        Tensor linear = rig.output(p.shape(p.out));
        Tensor y = rig.output(p.shape(p.out));
        if (fused) {
            rig.engine.kernel(new DenseActivation(DENSE, function)).forward(x, weight, bias, linear, y);
        } else {
            rig.engine.kernel(DENSE).forward(x, weight, bias, linear);
            rig.engine.kernel(function).forward(linear, y);
        }
    }
}
