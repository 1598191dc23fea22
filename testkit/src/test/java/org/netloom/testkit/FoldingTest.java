package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.NetCompiler;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.lower.BatchNormFolding;
import org.netloom.compiler.options.CompilerOptions;
import org.netloom.compiler.source.SourceFile;
import org.netloom.op.Tensor;
import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.parameter.Parameter;

/** Inference with batch normalizations folded into weights puts out what it does without. */
class FoldingTest {
    /** The layers of a network as {@code bn1: conv1, bn2: conv2 + conv3}. */
    private static String folds(String body) {
        Map<Node, List<Node>> folds = BatchNormFolding.of(
                Compiled.compile("net A { " + body + " }").networks().get(0));
        return folds.entrySet().stream()
                .map(entry -> entry.getKey().name() + ": "
                        + entry.getValue().stream().map(Node::name).collect(Collectors.joining(" + ")))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(1,6,6) conv(2,3) bn relu flatten dense(3) bn dense(2)   # bn1: conv1, bn2: dense1",
                // Nothing linear before, or not alone.
                "input(1,6,6) bn conv(2,3) relu bn maxpool(2) bn flatten dense(2)  # ''",
                "input(1,6,6) conv(2,3) as x bn relu as y add { id | from x } flatten dense(2) # ''",
                // Branch by branch, and through the sum.
                "input(2,6,6) add { conv(2,3,pad=1) bn | conv(2,1) bn } relu flatten dense(2) # bn1: conv1, bn2: conv2",
                "input(2,6,6) add { conv(2,3,pad=1) | conv(2,1) } bn relu flatten dense(2)    # bn1: conv1 + conv2",
                "input(2,6,6) add { conv(2,3,pad=1) | id } bn relu flatten dense(2)           # ''",
                "input(2,6,6) add { add { conv(2,3,pad=1) | conv(2,1) } | conv(2,1) } bn flatten dense(2)"
                        + " # bn1: conv1 + conv2 + conv3",
                "input(2,6,6) concat { conv(2,3,pad=1) | conv(2,1) } bn relu flatten dense(2) # ''",
            })
    void foldsWhereItIsValid(String body, String expected) {
        assertThat(folds(body)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(2,6,5) conv(4,3,groups=2,bias=true) bn relu conv(3,2) bn(eps=0.1) flatten dense(5) bn dense(2)",
                "input(2,6,6) add { conv(2,3,pad=1) | conv(2,1,bias=true) | conv(2,1) } bn(scale=false) relu flatten dense(2)",
                "input(2,6,6) share s { conv(2,3,pad=1) } bn share s bn(center=false) flatten dense(3) bn(frozen=true)",
                "input(2,6,6) bn conv(2,3) relu bn(scale=false, center=false) dropout(0.5) flatten dense(4) bn",
            })
    void agreesOnWhatIsHardToFold(String body) {
        Compilation compilation = Compiled.compile("net A { " + body + " }");
        requireAgreement(compilation, DataType.DOUBLE, 1e-12);
        requireAgreement(compilation, DataType.FLOAT, 1e-5);
    }

    /** A compiled network of this shape for each seed: random layers, merges and normalizations. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void agreesOnRandomNetworks(long seed) {
        Compilation compilation = Compiled.compile("net A { " + random(new SplittableRandom(seed)) + " }");
        requireAgreement(compilation, DataType.FLOAT, 1e-5);
    }

    @ParameterizedTest
    @CsvSource({"lenet_bn, 0", "resnet18, 32", "densenet, 32", "mobilenet_v2, 32", "unet, 16"})
    void agreesOnTheNetworksOfTheBook(String name, int size) throws IOException {
        Compilation compilation = NetCompiler.compile(
                List.of(SourceFile.read(Path.of("../models/src/main/net", name + ".net"))),
                CompilerOptions.defaults().withParameters(size == 0 ? Map.of() : Map.of("size", "" + size)));
        requireAgreement(compilation, DataType.FLOAT, 1e-5);
    }

    private static String random(SplittableRandom random) {
        StringBuilder body = new StringBuilder("input(2,8,8) ");
        for (int i = 0; i < 5; i++) {
            body.append(
                    switch (random.nextInt(6)) {
                        case 0 -> String.format(Locale.ROOT, "conv(%d,3,pad=1) bn relu ", random.nextInt(1, 5));
                        case 1 -> "add { conv(3,3,pad=1) bn | conv(3,1) } bn ";
                        case 2 -> "add { conv(3,1) | conv(3,3,pad=1,bias=true) } bn tanh ";
                        case 3 -> "concat { conv(2,1) bn | id } bn sigmoid ";
                        case 4 ->
                            "bn(scale=%s) conv(4,3,pad=1,bias=true) bn(center=%s) "
                                    .formatted(random.nextBoolean(), random.nextBoolean());
                        default -> "conv(2,1) dropout(0.2) bn ";
                    });
        }
        return body + "flatten dense(6) bn relu dense(3)";
    }

    @Test
    void followsTheParametersAsTheyChange() {
        Compilation compilation = Compiled.compile("net A { input(1,6,6) conv(2,3) bn relu flatten dense(3) }");
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                Network network = Compiled.make(compilation, engine);
                InferencePass folded = network.inference();
                CalibrationPass unfolded = network.calibration()) {
            SplittableRandom random = new SplittableRandom(4);
            INDArray x = Gradients.uniform(engine, random, Gradients.withBatch(3, network.inputShape()));
            for (int round = 0; round < 3; round++) {
                randomize(network, random);
                network.parametersChanged();
                assertThat(difference(engine, folded.forward(x), unfolded.forward(x)))
                        .isLessThan(1e-12);
            }
        }
    }

    /**
     * A channel that hardly differs from its mean: folded, the output is the difference of two numbers of 316 times the mean
     * (1 / √eps), which from a mean of about 13 on would cost digits; then nothing is folded. To the bound it costs less than
     * a thousandth of a deviation.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.01, 1, 12, 14, 1e3, 1e6, 1e7})
    void meansFarFromZeroCostNoDigits(double mean) {
        Compilation compilation = Compiled.compile("net A { input(2) dense(3) bn dense(2) }");
        try (Engine engine = new Nd4jEngine(DataType.FLOAT);
                Network network = Compiled.make(compilation, engine);
                InferencePass inference = network.inference();
                CalibrationPass unfolded = network.calibration()) {
            randomize(network, new SplittableRandom(3));
            float at = (float) mean;
            INDArray x = engine.zeros(2, 2).values();
            x.assign(1);
            for (Parameter parameter : network.parameters()) {
                switch (parameter.name()) {
                    case "dense1.weight" -> parameter.value().assign(at / 2);
                    case "bn1.running_mean" -> parameter.value().assign(at);
                    case "bn1.running_var" -> parameter.value().assign(0);
                    default -> {
                        // As drawn.
                    }
                }
            }
            network.parametersChanged();
            double[] folded = inference.predict(x).data().asDouble();
            double[] expected = new double[4];
            INDArray beta = value(network, "bn1.bias");
            INDArray weight = value(network, "dense2.weight");
            for (int i = 0; i < 4; i++) {
                expected[i] = value(network, "dense2.bias").getDouble(i % 2);
                for (int k = 0; k < 3; k++) {
                    expected[i] += weight.getDouble(i % 2, k) * beta.getDouble(k);
                }
            }
            for (int i = 0; i < 4; i++) {
                assertThat(folded[i]).isCloseTo(expected[i], within(mean < 13 ? 1e-3 : 1e-6));
            }
            assertThat(difference(engine, inference.forward(x), unfolded.forward(x)))
                    .isLessThan(mean < 13 ? 1e-3 : 1e-12);
        }
    }

    private static INDArray value(Network network, String name) {
        return network.parameters().stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static void requireAgreement(Compilation compilation, DataType type, double tolerance) {
        try (Engine engine = new Nd4jEngine(type);
                Network network = Compiled.make(compilation, engine);
                InferencePass folded = network.inference();
                CalibrationPass unfolded = network.calibration()) {
            SplittableRandom random = new SplittableRandom(9);
            randomize(network, random);
            network.parametersChanged();
            INDArray x = Gradients.uniform(engine, random, Gradients.withBatch(3, network.inputShape()));
            assertThat(difference(engine, folded.forward(x), unfolded.forward(x)))
                    .isLessThan(tolerance);
        }
    }

    /** Values as training leaves them: every gamma of either sign, every variance above 0, no weight at its start. */
    private static void randomize(Network network, SplittableRandom random) {
        for (Parameter parameter : network.parameters()) {
            INDArray value = parameter.value();
            double scale = switch (parameter.role()) {
                case WEIGHT -> 1 / Math.sqrt((double) parameter.fanIn());
                default -> 0.5;
            };
            for (long i = 0; i < value.length(); i++) {
                double drawn = random.nextDouble(-1, 1);
                value.putScalar(
                        i,
                        switch (parameter.role()) {
                            case MOVING_VARIANCE -> 0.5 + Math.abs(drawn);
                            case GAMMA -> drawn < 0 ? drawn - 0.5 : drawn + 0.5;
                            default -> scale * drawn;
                        });
            }
        }
    }

    /** The largest difference over the largest value. */
    private static double difference(Engine engine, Tensor a, Tensor b) {
        try (INDArray ours =
                        engine.zeros(Gradients.withBatch(a.batch(), a.shape())).values();
                INDArray other =
                        engine.zeros(Gradients.withBatch(b.batch(), b.shape())).values()) {
            engine.read(a, ours);
            engine.read(b, other);
            double largest = other.amaxNumber().doubleValue();
            assertThat(largest).isPositive().isFinite();
            return ours.subi(other).amaxNumber().doubleValue() / largest;
        }
    }
}
