package org.netloom.runtime.internal.vector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.kernel.internal.Lanes;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.parameter.Parameter;

/** Whole networks on both engines: outputs, losses and gradients, training and inference. */
class NetworksTest {
    /** Networks of some ten layers: each passes on the roundings of those before it, of up to some hundred terms. */
    private static final double TOLERANCE = 10 * Rig.roundings(300);

    static Stream<Arguments> examples() {
        return new BuiltInLayers()
                .layers().stream()
                        .map(layer ->
                                Arguments.of(layer.name(), layer.signature().example()));
    }

    /** Every layer of the language, on its own example. */
    @ParameterizedTest
    @MethodSource("examples")
    void layersAgree(String layer, String body) {
        requireAgreement(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(2, 9, 8) conv(5, 3) bn sigmoid maxpool(2) conv(7, 2) bn relu flatten dense(9) bn tanh dense(4)",
                "input(3, 8, 8) conv(6, 3, pad=1) bn relu add { conv(6, 3, pad=1) bn relu conv(6, 3, pad=1) bn | id }"
                        + " relu gavgpool flatten dense(5)",
                "input(3, 8, 8) conv(4, 3) concat { conv(3, 3, pad=1) bn | id | avgpool(3, stride=1, pad=1) } gelu"
                        + " flatten dense(4)",
                "input(3, 9, 8) conv(6, 3, pad=1, algorithm=winograd2) bn relu conv(5, 3, algorithm=winograd2) relu"
                        + " conv(4, 3, pad=2, algorithm=winograd4) bn sigmoid maxpool(2) flatten dense(4)",
                "input(2, 9, 12) conv(6, (3, 5), stride=(1, 2), pad=(1, 0)) bn relu maxpool((2, 1), stride=(2, 1))"
                        + " conv(4, (3, 1), dilation=(1, 2), groups=2) tanh avgpool((1, 2)) flatten dense(4)",
                "input(4, 7, 7) conv(4, 3, groups=4) bn silu conv(6, 1) bn relu(max=6) conv(6, 3, groups=2, stride=2)"
                        + " flatten dense(3)",
                "input(6) dense(8) share step { dense(8) gelu } dropout(0.3) share step dense(4)",
                "input(2, 6, 6) conv(8, 3) groupnorm(4) leaky_relu(0.1) gmaxpool flatten dense(3)",
                "input(5, 3) lstm(6) last dense(4)",
                "input(3, 6, 6) conv_transpose(4, 3, stride=2) bn hardswish maxpool(3, stride=2) flatten dense(3)",
                "input(3, 6, 6) conv(4, 3) bn(ghost=4) sigmoid bn(scale=false) tanh maxpool(2) flatten bn(center=false)"
                        + " dense(3)",
                "input(3, 6, 6) add { conv(4, 3) | conv(4, 3) } relu flatten add { dense(5) | dense(5) | dense(5) }"
            })
    void networksAgree(String body) {
        requireAgreement(body);
    }

    private static void requireAgreement(String body) {
        Class<?> type = Nets.compile(body);
        // Of fewer than five the gradients by what lies before a normalization of vectors cancel to their roundings.
        for (int batch : new int[] {Lanes.COUNT + 3, 5, 2 * Lanes.COUNT}) {
            Map<String, double[]> expected = run(body, type, Rig.DOUBLE, batch);
            Map<String, double[]> actual = run(body, type, Rig.VECTOR, batch);
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, values) -> assertThat(Rig.error(requireNonNull(actual.get(name)), values, 1e-3))
                    .as("%s of a batch of %d in %s", name, batch, body)
                    .isLessThan(TOLERANCE));
        }
    }

    private static Map<String, double[]> run(String body, Class<?> type, Engine engine, int batch) {
        Map<String, double[]> results = new LinkedHashMap<>();
        try (Network network = Nets.make(type, engine, 3)) {
            SplittableRandom random = new SplittableRandom(1);
            for (Parameter parameter : network.parameters()) {
                if (parameter.role().trained()) {
                    disturb(parameter.value(), random);
                }
            }
            try (TrainingPass training = network.training();
                    InferencePass inference = network.inference();
                    INDArray x = inputs(body, batch, network.inputShape(), random);
                    INDArray r = uniform(batch, network.outputShape(), random)) {
                training.seed(5);
                Tensor y = training.forward(x);
                results.put("output", Rig.get(engine, y));
                // Before the backward pass, which takes their memory.
                for (TrainingPass.LayerOutput output : training.layerOutputs()) {
                    try (INDArray values = training.copy(output.value())) {
                        results.put("output of " + output.site(), values.data().asDouble());
                    }
                }
                engine.write(r, training.outputGradient());
                training.backward();
                training.gradients()
                        .forEach(gradient -> results.put(
                                "gradient by " + gradient.parameter(),
                                gradient.value().values().dup('c').data().asDouble()));
                if (network.outputShape().size() == 1) {
                    int[] labels =
                            random.ints(batch, 0, network.outputShape().get(0)).toArray();
                    results.put("loss", new double[] {
                        engine.kernel(new CrossEntropyLoss())
                                .compute(training.forward(x), labels, training.outputGradient())
                    });
                    training.backward();
                    training.gradients()
                            .forEach(gradient -> results.put(
                                    "gradient of the loss by " + gradient.parameter(),
                                    gradient.value().values().dup('c').data().asDouble()));
                }
                results.put("output of inference", Rig.get(engine, inference.forward(x)));
                try (INDArray first = x.slice(0).reshape(shapeOfOne(x)).dup('c')) {
                    results.put("output of inference of one", Rig.get(engine, inference.forward(first)));
                }
            }
        }
        return results;
    }

    private static long[] shapeOfOne(INDArray x) {
        long[] shape = x.shape().clone();
        shape[0] = 1;
        return shape;
    }

    private static INDArray inputs(String body, int batch, List<Integer> shape, SplittableRandom random) {
        INDArray x = uniform(batch, shape, random);
        return body.contains("embed(")
                ? x.addi(1).muli(2).castTo(DataType.INT32).castTo(DataType.FLOAT)
                : x; // tokens
    }

    private static void disturb(INDArray values, SplittableRandom random) {
        for (long i = 0; i < values.length(); i++) {
            values.putScalar(i, (float) (values.getFloat(i) + random.nextDouble(-0.3, 0.3)));
        }
    }

    private static INDArray uniform(int batch, List<Integer> shape, SplittableRandom random) {
        List<Long> full = new ArrayList<>(List.of((long) batch));
        shape.forEach(extent -> full.add((long) extent));
        long[] extents = full.stream().mapToLong(Long::longValue).toArray();
        long length = full.stream().reduce(1L, Math::multiplyExact);
        float[] values = new float[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.createFromArray(values).reshape(extents);
    }
}
