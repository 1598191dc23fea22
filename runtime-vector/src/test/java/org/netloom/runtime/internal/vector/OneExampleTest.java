package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.kernel.internal.Form;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.Activation;
import org.netloom.op.Add;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.Concat;
import org.netloom.op.Conv2d;
import org.netloom.op.Dense;
import org.netloom.op.Pool2d;
import org.netloom.op.Site;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.vector.ConvolutionsTest.Case;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.parameter.Parameter;

/** Inference of a single example, whose vectors are channels or parts of rows, against nd4j in double. */
class OneExampleTest {
    private static final Dense DENSE = Dense.of("dense1", "a.net:1:1");
    private static final Activation TANH = Activation.of("tanh1", "a.net:1:1", Activation.Function.TANH);

    /** The products of an output. */
    private static int taps(Case c) {
        return c.c()
                / c.op().groups()
                * c.op().kernel().height()
                * c.op().kernel().width();
    }

    private static Tensor forward(Rig rig, Case c) {
        return ConvolutionsTest.forward(rig, c, rig.input(c.c(), c.h(), c.w()));
    }

    private static Arbitrary<Integer> between(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    /** Wide enough for vectors of a row, and of more channels than a vector has lanes. */
    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Conv2d> ops = Combinators.combine(
                        between(1, 5),
                        between(1, 5),
                        between(1, 2),
                        between(1, 2),
                        between(0, 2),
                        between(0, 2),
                        between(1, 2),
                        between(1, 2))
                .as((kh, kw, sh, sw, ph, pw, dh, dw) -> Conv2d.of("conv1", "a.net:1:1", kh, kw)
                        .stride(sh, sw)
                        .pad(ph, pw)
                        .dilation(dh, dw));
        Arbitrary<int[]> channels = Combinators.combine(between(1, 70), between(1, 150), between(1, 20))
                .as((c, o, groups) -> switch (groups % 4) {
                    case 0 -> new int[] {c % 5 * groups + groups, o % 7 * groups + groups, groups};
                    case 1 -> new int[] {c, c, c};
                    default -> new int[] {c, o, 1};
                });
        return Combinators.combine(ops, channels, between(1, 12), between(1, 40), Arbitraries.of(true, false))
                .as((op, c, h, w, bias) -> new Case(op.groups(c[2]), 1, c[0], h, w, c[1], bias))
                .filter(each -> each.oh() > 0 && each.ow() > 0);
    }

    @Property(tries = 400, seed = "1")
    void convolvesRows(@ForAll("cases") Case c) {
        Rig.agreeOnOne(Rig.roundings(taps(c)), rig -> forward(rig, c));
    }

    /** What comes in is what another convolution put out. */
    @Property(tries = 400, seed = "2")
    void convolvesWhatIsConvolved(@ForAll("cases") Case c) {
        Case before = new Case(Conv2d.of("conv0", "a.net:1:1", 1, 1), 1, 2, c.h(), c.w(), c.c(), true);
        // The first one's roundings are multiplied by weights of at most 1, and add up like those of the sums.
        Rig.agreeOnOne(
                Rig.roundings(taps(c)) + Rig.roundings(3) * Math.sqrt(taps(c)),
                rig -> ConvolutionsTest.forward(rig, c, forward(rig, before)));
    }

    @Property(tries = 200, seed = "3")
    void dividesADenseLayerIntoBlocks(@ForAll("features") int in, @ForAll("features") int out) {
        Rig.agreeOnOne(
                Rig.roundings(in),
                rig -> rig.engine
                        .kernel(DENSE)
                        .forward(rig.input(in), rig.parameter(out, in), rig.parameter(out), rig.output(out)));
    }

    @Provide
    Arbitrary<Integer> features() {
        return between(1, 300);
    }

    /** The vector that a dense layer reads is an image in whatever form it was left. */
    @Property(tries = 200, seed = "4")
    void flattensAnyForm(@ForAll("cases") Case c) {
        int elements = c.o() * c.oh() * c.ow();
        Rig.agreeOnOne(Rig.roundings(elements) + Rig.roundings(taps(c)) * Math.sqrt(elements), rig -> {
            Tensor image = forward(rig, c);
            Tensor flat = rig.reshape(image, elements);
            Tensor bent = rig.output(elements);
            rig.engine.kernel(TANH).forward(flat, bent);
            rig.engine.kernel(DENSE).forward(bent, rig.parameter(9, elements), null, rig.output(9));
            rig.engine.kernel(DENSE).forward(flat, rig.parameter(9, elements), null, rig.output(9));
        });
    }

    /** What has no kernel for a single example takes its input from any form, and gives it to any. */
    @Property(tries = 200, seed = "5")
    void everyOperationReadsEveryForm(@ForAll("cases") Case c, @ForAll Pool2d.Kind kind) {
        int h = c.oh();
        int w = c.ow();
        // Tolerance: the second convolution sums c.o() values, each with the roundings of the first.
        double roundings = Rig.roundings(taps(c)) * (2 + Math.sqrt(c.o())) + Rig.roundings(c.o());
        Rig.agreeOnOne(2 * roundings, rig -> {
            Tensor image = forward(rig, c);
            Tensor again = ConvolutionsTest.forward(
                    rig, new Case(Conv2d.of("conv2", "a.net:1:1", 1, 1), 1, c.o(), h, w, c.o(), false), image);
            Tensor sum = rig.output(c.o(), h, w);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).forward(image, again, sum);
            Tensor input = rig.input(c.o(), h, w);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).forward(sum, input, sum);
            Pool2d pool = Pool2d.of("pool1", "a.net:1:1", kind, Math.min(2, h), Math.min(2, w))
                    .stride(2, 2);
            rig.engine
                    .kernel(pool)
                    .forward(image, rig.output(c.o(), (h - Math.min(2, h)) / 2 + 1, (w - Math.min(2, w)) / 2 + 1));
            rig.engine
                    .kernel(Pool2d.of("pool2", "a.net:1:1", kind, 1, 1).stride(2, 1))
                    .forward(again, rig.output(c.o(), (h + 1) / 2, w));
            Tensor both = rig.output(2 * c.o(), h, w);
            rig.engine.kernel(new Concat(new Site("concat1", "a.net:1:1"))).forward(image, 0, both);
            rig.engine.kernel(new Concat(new Site("concat1", "a.net:1:1"))).forward(again, c.o(), both);
            Tensor normalized = rig.output(c.o(), h, w);
            rig.engine
                    .kernel(BatchNorm.of("bn1", "a.net:1:1", 1e-5))
                    .inference(
                            again,
                            new Affine(rig.parameter(c.o()), rig.parameter(c.o())),
                            rig.parameter(c.o()),
                            rig.parameter(value -> 1 + Math.abs(value), c.o()),
                            normalized);
            Tensor copy = rig.output(c.o(), h, w);
            rig.engine.kernel(Add.of("add1", "a.net:1:1")).backward(normalized, copy);
        });
    }

    @Test
    void softmaxOfASingleExample() {
        Rig.agreeOnOne(Rig.roundings(100), rig -> {
            Tensor y = rig.output(37);
            rig.engine.kernel(DENSE).forward(rig.input(50), rig.parameter(37, 50), null, y);
            rig.engine.kernel(Softmax.of("softmax1", "a.net:1:1")).forward(y, rig.output(37));
        });
    }

    @Test
    void notANumberPassesThrough() {
        double[] values = new double[6 * 20 * 20];
        values[3 * 400 + 7 * 20 + 9] = Double.NaN;
        Conv2d op = Conv2d.of("conv1", "a.net:1:1", 5, 5);
        // Exactly those outputs whose windows hold it, in the form of rows, of channels and behind a pooling.
        for (int channels : new int[] {3, Lanes.COUNT + 1}) {
            Rig.agreeOnOne(Rig.roundings(150), rig -> {
                Tensor y = ConvolutionsTest.forward(
                        rig, new Case(op, 1, 6, 20, 20, channels, true), rig.input(values, 6, 20, 20));
                rig.engine
                        .kernel(Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2)
                                .stride(2, 2))
                        .forward(y, rig.output(channels, 8, 8));
            });
        }
    }

    @Test
    void manyThreadsGiveTheSameBits() {
        // Enough products for the work to be divided, by rows and by channels.
        Case wide = new Case(Conv2d.of("conv1", "a.net:1:1", 3, 3).pad(1, 1), 1, 30, 31, 33, 40, true);
        Case low = new Case(Conv2d.of("conv1", "a.net:1:1", 1, 4).stride(1, 2), 1, 300, 1, 64, 200, true);
        for (Case c : new Case[] {wide, low}) {
            double[][] bits = new double[3][];
            int[] threads = {1, 2, 5};
            for (int i = 0; i < threads.length; i++) {
                try (VectorEngine engine = new VectorEngine(threads[i])) {
                    bits[i] = Rig.resultsOfOne(engine, rig -> forward(rig, c)).get(0);
                }
            }
            assertThat(bits[1]).isEqualTo(bits[0]);
            assertThat(bits[2]).isEqualTo(bits[0]);
        }
    }

    /** Where none of this is used, a test that compares results cannot tell. */
    @Test
    void lenetIsComputedInTheFormsOfASingleExample() {
        try (Buffers buffers = Rig.VECTOR.inferenceBuffers();
                INDArray x = Nd4j.rand(1, 1, 28, 28);
                NdArray weight = Rig.VECTOR.zeros(6, 1, 5, 5);
                NdArray more = Rig.VECTOR.zeros(16, 6, 5, 5)) {
            Tensor input = buffers.tensor(1, 28, 28);
            Tensor conv1 = buffers.tensor(6, 24, 24);
            Tensor pool1 = buffers.tensor(6, 12, 12);
            Tensor conv2 = buffers.tensor(16, 8, 8);
            buffers.batch(1);
            Rig.VECTOR.write(x, input);
            Rig.VECTOR.kernel(Conv2d.of("conv1", "a.net:1:1", 5, 5)).forward(input, weight, null, conv1);
            Rig.VECTOR
                    .kernel(Pool2d.of("pool1", "a.net:1:1", Pool2d.Kind.MAX, 2, 2)
                            .stride(2, 2))
                    .forward(conv1, pool1);
            Rig.VECTOR.kernel(Conv2d.of("conv2", "a.net:1:1", 5, 5)).forward(pool1, more, null, conv2);
            assertThat(VectorTensor.of(conv1).form()).isEqualTo(Form.ROWS);
            assertThat(VectorTensor.of(pool1).form())
                    .isEqualTo(VectorTensor.of(conv1).form());
            assertThat(VectorTensor.of(conv2).form()).isEqualTo(Form.CHANNELS);
        }
    }

    /** The weights are prepared once; a training step in between must show. */
    @Test
    void changedParametersAreSeen() {
        Class<?> type = Nets.compile("input(1, 12, 12) conv(3, 5) relu flatten dense(20) tanh dense(4)");
        try (Network network = Nets.make(type, Rig.VECTOR, 1);
                InferencePass inference = network.inference();
                TrainingPass training = network.training();
                INDArray x = Nd4j.rand(1, 1, 12, 12);
                INDArray before = inference.predict(x)) {
            for (Parameter parameter : network.parameters()) {
                parameter.value().muli(0.5);
            }
            network.parametersChanged();
            try (INDArray after = inference.predict(x);
                    INDArray expected = training.copy(training.forward(x))) {
                assertThat(after.toFloatVector()).isNotEqualTo(before.toFloatVector());
                assertThat(Rig.error(
                                after.castTo(DataType.DOUBLE).toDoubleVector(),
                                expected.castTo(DataType.DOUBLE).toDoubleVector(),
                                1e-3))
                        .isLessThan(Rig.roundings(300));
            }
        }
    }

    /** From one to several and back, in the same buffers. */
    @Test
    void batchesOfOneAndOfSeveralTakeTurns() {
        Class<?> type = Nets.compile(Nets.LENET_BN);
        try (Network network = Nets.make(type, Rig.VECTOR, 1);
                InferencePass inference = network.inference();
                INDArray three = Nd4j.rand(3, 1, 28, 28);
                INDArray one = three.slice(1).reshape(1, 1, 28, 28).dup('c')) {
            double[] alone = inference.predict(one).toDoubleMatrix()[0];
            double[] together = inference.predict(three).toDoubleMatrix()[1];
            assertThat(Rig.error(alone, together, 1e-3)).isLessThan(Rig.roundings(300));
            assertThat(inference.predict(one).toDoubleMatrix()[0]).isEqualTo(alone);
        }
    }
}
