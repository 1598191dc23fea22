package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.internal.ir.Node;
import org.netloom.compiler.internal.lower.Lowering;
import org.netloom.compiler.internal.lower.Program;
import org.netloom.compiler.options.Optimizations;
import org.netloom.op.BatchNorm.Affine;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.BatchStatistics;
import org.netloom.op.FusedOp;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;

/** Fused calls compute what single ones do. */
class FusionTest {
    private static final Optimizations FUSED = Optimizations.NONE.withFuse(true);

    private static String inOne(Program program) {
        return program.inOne().stream()
                .map(nodes -> nodes.stream().map(Node::name).collect(Collectors.joining(" + ")))
                .collect(Collectors.joining(", "));
    }

    private static org.netloom.compiler.internal.ir.Network network(String body) {
        return Trained.compile(body, FUSED).networks().get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(1,8,8) conv(2,3) bn sigmoid maxpool(2) flatten dense(3) bn gelu dense(2) "
                        + "# bn1 + sigmoid1 + maxpool1, bn2 + gelu1",
                // The maximum of a gelu is not the gelu of the maximum, and that of a mean is none.
                "input(1,8,8) conv(2,3) bn gelu maxpool(2) bn relu avgpool(2) flatten dense(2) # bn1 + gelu1, bn2 + relu1",
                "input(1,8,8) conv(2,3) bn(frozen=true) relu gmaxpool flatten dense(2)         # ''",
                "input(1,8,8) conv(2,3) bn relu gmaxpool flatten dense(2)                      # bn1 + relu1 + gmaxpool1",
                // Somebody else takes what is between.
                "input(1,8,8) conv(2,3) bn as x relu add { id | from x } flatten dense(2)      # ''",
                "input(1,8,8) conv(2,3) bn relu as x maxpool(1) add { id | from x } flatten dense(2) # bn1 + relu1",
                "input(1,8,8) add { conv(2,3) bn relu | conv(2,3) bn } relu flatten dense(2)   # bn1 + relu1",
                // The derivative of the gelu follows from what comes in alone, that of leaky_relu(0) as well.
                "input(1,8,8) conv(2,3) relu(6) conv(2,3) gelu flatten dense(3) leaky_relu dense(2) leaky_relu(0) "
                        + "# conv1 + relu1, dense1 + leaky_relu1",
                "input(1,8,8) conv(2,3) dropout relu flatten dense(3) as x tanh concat { id | from x } # ''",
                "input(1,8,8) share s { conv(1,3,pad=1) bn relu } share s flatten dense(2)     # bn1 + relu1, bn2 + relu2",
                // Nothing is trained before, so that nobody asks for a gradient there.
                "input(1,8,8) bn(scale=false, center=false) sigmoid maxpool(2) flatten dense(2) # bn1 + sigmoid1 + maxpool1",
            })
    void trainingFuses(String body, String expected) {
        assertThat(inOne(Lowering.training(network(body), FUSED))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "input(1,8,8) conv(2,3) bn sigmoid flatten dense(3) gelu dense(2) # conv1 + sigmoid1, dense1 + gelu1",
                // The pooling is between.
                "input(1,8,8) conv(2,3) bn sigmoid maxpool(2) flatten dense(2)    # ''",
                "input(1,8,8) conv(2,3) bn gelu maxpool(2) flatten dense(2)       # conv1 + gelu1",
                // This bn is not folded, and that one into a sum.
                "input(1,8,8) conv(2,3) relu bn tanh flatten dense(2)             # conv1 + relu1",
                "input(1,8,8) add { conv(2,3) | conv(2,3) } bn relu flatten dense(2) # ''",
                "input(1,8,8) conv(2,3) as x bn relu add { id | from x } flatten dense(2) # ''",
                "input(1,8,8) conv_transpose(2,3) relu flatten dense(2)           # ''",
            })
    void inferenceFuses(String body, String expected) {
        assertThat(inOne(Lowering.inference(network(body), FUSED))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "sigmoid maxpool(2) tanh                          # maxpool1(input) sigmoid1(maxpool1) tanh1(sigmoid1)",
                "elu softplus maxpool(3, stride=2, pad=1)         # maxpool1(input) elu1(maxpool1) softplus1(elu1)",
                "relu maxpool(2) relu(6) gmaxpool                 # maxpool1(input) gmaxpool1(maxpool1) relu1(gmaxpool1) relu2(relu1)",
                // Not monotone, or no maximum.
                "gelu maxpool(2) silu maxpool(2)                  # gelu1(input) maxpool1(gelu1) silu1(maxpool1) maxpool2(silu1)",
                "leaky_relu(0) maxpool(2) hardswish maxpool(1)    # leaky_relu1(input) maxpool1(leaky_relu1) hardswish1(maxpool1) maxpool2(hardswish1)",
                "hardsigmoid avgpool(2)                           # hardsigmoid1(input) avgpool1(hardsigmoid1)",
                // Somebody else takes what the activation puts out; then, what the pooling does.
                "tanh as x maxpool(1) add { id | from x }         # tanh1(input) maxpool1(tanh1) add1(maxpool1, tanh1)",
                "tanh maxpool(1) as x maxpool(1) add { id | from x } # maxpool1(input) tanh1(maxpool1) maxpool2(tanh1) add1(maxpool2, tanh1)",
            })
    void inferencePoolsFirst(String body, String expected) {
        String order = Lowering.inference(network("input(1,8,8) " + body), FUSED).network().nodes().stream()
                .map(node -> node.name()
                        + node.inputs().stream().map(input -> input.name()).collect(Collectors.joining(", ", "(", ")")))
                .collect(Collectors.joining(" "));
        assertThat(order).isEqualTo(expected);
    }

    /** Nothing between the parts is needed by anybody else: an engine may leave it as it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(2,8,8) conv(3,3,bias=true) relu conv(4,3) bn sigmoid maxpool(2) flatten dense(5) tanh dense(4) bn gelu dense(3)",
                "input(2,8,8) conv(4,3,pad=1) bn as x relu add { share s { conv(4,1) bn tanh } share s | from x } gmaxpool "
                        + "flatten dense(6) sigmoid dense(3)",
            })
    void leavesWhatIsBetweenAlone(String text) {
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE)) {
            Map<String, double[]> single = Trained.bits(Trained.compile(text, Optimizations.NONE), engine);
            Map<String, double[]> fused = Trained.bits(Trained.compile(text, FUSED), new Scribbling(engine).proxy());
            Set<String> different = new TreeSet<>();
            single.forEach((name, values) -> {
                double[] others = requireNonNull(fused.get(name));
                for (int i = 0; i < values.length; i++) {
                    if (!(Math.abs(values[i] - others[i]) <= 1e-12)) {
                        different.add(name);
                    }
                }
            });
            Set<String> between = Lowering.training(network(text), FUSED).inOne().stream()
                    .flatMap(nodes -> nodes.subList(0, nodes.size() - 1).stream())
                    .map(Node::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(between).hasSizeGreaterThan(2);
            assertThat(different).isEqualTo(between);
        }
    }

    /** An engine that writes NaN into what is between the parts of a fused call, and computes it again where it needs it. */
    private record Scribbling(Engine engine) {
        Engine proxy() {
            return (Engine) proxy(Engine.class, (method, arguments) -> {
                Object result = method.invoke(engine, arguments);
                return method.getName().equals("kernel") && arguments[0] instanceof FusedOp<?> op
                        ? scribbling(op, result)
                        : result;
            });
        }

        private Object scribbling(FusedOp<?> op, Object kernel) {
            return proxy(kernel.getClass().getInterfaces()[0], (method, arguments) -> {
                boolean backward = method.getName().equals("backward");
                if (backward) {
                    computeAgain(op, arguments);
                }
                Object result = method.invoke(kernel, arguments);
                scribble(backward, arguments);
                return result;
            });
        }

        private interface Call {
            @Nullable Object made(Method method, Object[] arguments) throws ReflectiveOperationException;
        }

        private static Object proxy(Class<?> type, Call call) {
            return Proxy.newProxyInstance(
                    Engine.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                        try {
                            return call.made(method, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private void computeAgain(FusedOp<?> op, Object[] arguments) {
            Tensor x = (Tensor) arguments[0];
            Affine affine = (Affine) arguments[1];
            BatchStatistics scratch = new BatchStatistics(x.shape().get(0), false);
            if (op instanceof BatchNormActivation two) {
                Tensor normalized = ((BatchNormActivation.Between) arguments[3]).normalized();
                engine.kernel(two.norm()).forward(x, affine, scratch, normalized);
                engine.kernel(two.activation()).forward(normalized, (Tensor) arguments[4]);
            } else if (op instanceof BatchNormActivationPool three) {
                BatchNormActivationPool.Between between = (BatchNormActivationPool.Between) arguments[3];
                engine.kernel(three.norm()).forward(x, affine, scratch, between.normalized());
                engine.kernel(three.activation()).forward(between.normalized(), between.activated());
            }
        }

        private void scribble(boolean backward, Object[] arguments) {
            List<@Nullable Tensor> between = new ArrayList<>();
            if (arguments[3] instanceof BatchNormActivationPool.Between of) {
                between.addAll(List.of(of.normalized(), of.activated()));
                between.addAll(backward ? Arrays.asList(of.dActivated(), of.dNormalized()) : List.of());
            } else if (arguments[3] instanceof BatchNormActivation.Between of) {
                between.add(of.normalized());
                between.addAll(backward ? Arrays.asList(of.dNormalized()) : List.of());
            } else {
                between.add((Tensor) arguments[3]);
            }
            for (@Nullable Tensor each : between) {
                Tensor tensor = requireNonNull(each);
                try (INDArray nothing = engine.zeros(Gradients.withBatch(tensor.batch(), tensor.shape()))
                        .values()) {
                    nothing.assign(Double.NaN);
                    engine.write(nothing, tensor);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input(2,8,8) bn(scale=false, center=false) sigmoid maxpool(2) flatten dense(3)",
                "input(2,8,8) gelu bn(scale=false, center=false) relu conv(2,3) flatten dense(3)",
                "lenet_bn",
                Trained.RESIDUAL,
                "input(2,8,8) conv(4,3) gelu conv(4,3) bn(ghost=2) gelu maxpool(2) flatten dense(6) gelu(tanh) dense(3)",
                "input(2,8,8) conv(4,3,pad=1) bn leaky_relu maxpool(3,stride=2,pad=1) conv(3,2) bn(scale=false) elu dropout "
                        + "flatten dense(4) softplus dense(3)",
                "input(2,8,8) share s { conv(2,3,pad=1) bn relu } share s bn(frozen=true) hardsigmoid flatten dense(3)",
                "input(6,5) lstm(4) dense(3) tanh layernorm dense(4) silu mean dense(2)",
            })
    void trainsToTheSameBits(String text) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (Engine engine = new Nd4jEngine(type)) {
                Map<String, double[]> single = Trained.bits(Trained.compile(text, Optimizations.NONE), engine);
                Map<String, double[]> fused = Trained.bits(Trained.compile(text, FUSED), engine);
                assertThat(fused).hasSameSizeAs(single);
                single.forEach((name, values) -> {
                    if (name.startsWith("predicted")) {
                        // A function rounds each value on its own, and not everywhere so that it never decreases.
                        double tolerance = type == DataType.FLOAT ? 1e-5 : 1e-13;
                        assertThat(largestDifference(requireNonNull(fused.get(name)), values))
                                .as(name)
                                .isLessThan(tolerance);
                    } else {
                        assertThat(fused.get(name)).as(name).isEqualTo(values);
                    }
                });
            }
        }
    }

    /** Values around 0 and negative ones alone, behind each function, with and without padding. */
    @ParameterizedTest
    @ValueSource(strings = {"maxpool(2)", "maxpool(3, stride=2, pad=1)", "maxpool(2, stride=1, pad=1)", "gmaxpool"})
    void poolingFirstGivesTheSame(String pool) {
        List<String> functions = List.of(
                "sigmoid",
                "tanh",
                "relu",
                "relu(0.5)",
                "leaky_relu(0.2)",
                "elu",
                "elu(alpha=0)",
                "softplus",
                "hardsigmoid");
        for (String function : functions) {
            String body = "input(3,7,6) %s %s".formatted(function, pool);
            try (Engine engine = new Nd4jEngine(DataType.DOUBLE);
                    Network single = Compiled.make(Trained.compile(body, Optimizations.NONE), engine);
                    Network fused = Compiled.make(Trained.compile(body, FUSED), engine);
                    InferencePass expected = single.inference();
                    InferencePass pass = fused.inference()) {
                INDArray x = Gradients.uniform(engine, new SplittableRandom(3), 4, 3, 7, 6);
                for (double shift : new double[] {0, -1.5}) {
                    INDArray moved = x.add(shift);
                    assertThat(difference(pass, expected, moved)).as(function).isLessThan(1e-15);
                }
                x.putScalar(5, Double.NaN);
                x.putScalar(17, Double.NEGATIVE_INFINITY);
                x.putScalar(70, Double.POSITIVE_INFINITY);
                assertThat(difference(pass, expected, x)).as(function).isLessThan(1e-15);
            }
        }
    }

    private static double difference(InferencePass pass, InferencePass expected, INDArray x) {
        try (INDArray a = pass.predict(x);
                INDArray b = expected.predict(x)) {
            return largestDifference(a.data().asDouble(), b.data().asDouble());
        }
    }

    /** Infinite where one is NaN or infinite and the other is not the same. */
    private static double largestDifference(double[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            if (Double.compare(a[i], b[i]) != 0) {
                double difference = Math.abs(a[i] - b[i]);
                largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
            }
        }
        return largest;
    }

    @Test
    void theSwitchIsOff() {
        Compilation compilation = Trained.compile("input(1,8,8) conv(2,3) bn relu maxpool(2)", Optimizations.NONE);
        assertThat(compilation.classes().get(0).source())
                .contains("bn1.forward(conv1Out,", "relu1.forward(bn1Out, relu1Out)", "maxpool1.forward(relu1Out")
                .doesNotContain("in one with");
    }
}
