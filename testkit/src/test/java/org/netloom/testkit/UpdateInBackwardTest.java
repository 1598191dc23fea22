package org.netloom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.compiler.Compilation;
import org.netloom.compiler.internal.builtin.BuiltInLayers;
import org.netloom.compiler.options.Optimizations;
import org.netloom.op.Array;
import org.netloom.op.SgdUpdate;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.internal.nd4j.Nd4jEngine;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Gradient;

/** An optimizer moves each parameter in the backward pass: once, not before its last use, and to the same bits. */
class UpdateInBackwardTest {
    private static final String SHARED_BY_THREE =
            "input(6) dense(5) share s { dense(5, bias=true) bn tanh } share s dense(5) share s dense(3)";

    /** The second is the first with a momentum, the third the first whose momentum is a sum. */
    private static final int STEPS = 3;

    private static final List<OptimizerConfig> CONFIGS = List.of(
            SgdConfig.of(0.05),
            SgdConfig.of(0.05).withMomentum(0.9).withWeightDecay(1e-3).withNesterov(true),
            AdamConfig.of(0.01).withWeightDecay(1e-3));

    static Stream<String> networks() {
        return Stream.of(
                "lenet_bn",
                Trained.RESIDUAL,
                "vit_small size=12",
                SHARED_BY_THREE,
                "input(2,8,8) share s { conv(2,3,pad=1) bn relu } share s add { share s | id } flatten dense(3)",
                "input(6,5) lstm(4) gru(3, bias=false) last dense(2)",
                "input(6,4) share a { attention(2) } layernorm share a dense(4) mean dense(2)",
                "input(2,8,8) conv(3,3) bn(frozen=true) relu conv(3,3) bn(scale=false, ghost=2) gelu maxpool(2) flatten dense(3)");
    }

    static Stream<String> layers() {
        return new BuiltInLayers()
                .layers().stream().map(layer -> layer.signature().example());
    }

    @ParameterizedTest
    @MethodSource("networks")
    void movesParametersToTheSameBits(String text) {
        for (Optimizations optimizations : List.of(Optimizations.ALL, Optimizations.NONE)) {
            Compilation compilation = Trained.compile(text, optimizations);
            for (OptimizerConfig config : CONFIGS) {
                try (Engine engine = new Nd4jEngine(DataType.FLOAT, 2)) {
                    Map<String, double[]> expected = train(compilation, engine, config, false);
                    Map<String, double[]> moved = train(compilation, engine, config, true);
                    assertThat(moved).hasSameSizeAs(expected);
                    expected.forEach((name, values) -> assertThat(moved.get(name))
                            .as("%s, %s", name, config)
                            .isEqualTo(values));
                }
            }
        }
    }

    /** Outputs of each step, and the parameters at the end. */
    private static Map<String, double[]> train(
            Compilation compilation, Engine engine, OptimizerConfig config, boolean inBackward) {
        Map<String, double[]> values = new LinkedHashMap<>();
        try (Network network = network(compilation, engine);
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(config)) {
            SplittableRandom random = new SplittableRandom(5);
            pass.seed(4);
            for (int step = 1; step <= STEPS; step++) {
                values.put("y" + step, forward(compilation, network, pass, random));
                if (inBackward) {
                    pass.backward(optimizer);
                } else {
                    pass.backward();
                    optimizer.step();
                }
            }
            network.parameters()
                    .forEach(parameter -> values.put(
                            parameter.name(), parameter.value().dup('c').data().asDouble()));
        }
        return values;
    }

    private static Network network(Compilation compilation, Engine engine) {
        Network network = Compiled.make(compilation, engine);
        network.initialize(Initializer.XAVIER_UNIFORM, 3);
        return network;
    }

    /** A batch of random inputs, and a random gradient by what comes out. */
    private static double[] forward(
            Compilation compilation, Network network, TrainingPass pass, SplittableRandom random) {
        int batch = 4;
        Engine engine = network.engine();
        INDArray x = Inputs.of(compilation.networks().get(0), engine, random, batch);
        double[] y = pass.copy(pass.forward(x)).data().asDouble();
        engine.write(
                Gradients.uniform(engine, random, Gradients.withBatch(batch, network.outputShape())),
                pass.outputGradient());
        return y;
    }

    /**
     * No call that follows takes a parameter that has moved, or its gradient, not even to move it once more; and of a network
     * of several layers there are calls that follow.
     */
    @ParameterizedTest
    @MethodSource({"networks", "layers"})
    void movesAParameterBehindItsLastUse(String text) {
        for (Optimizations optimizations : List.of(Optimizations.ALL, Optimizations.NONE)) {
            Compilation compilation = Trained.compile(text, optimizations);
            try (Engine engine = new Nd4jEngine(DataType.DOUBLE, 1)) {
                Watched watched = new Watched(engine);
                try (Network network = network(compilation, watched.proxy());
                        TrainingPass pass = network.training();
                        Optimizer optimizer = pass.optimizer(SgdConfig.of(0.05))) {
                    forward(compilation, network, pass, new SplittableRandom(5));
                    watched.calls.clear();
                    watched.moved.clear();
                    pass.backward(optimizer);
                    assertThat(pass.gradients())
                            .allMatch(gradient ->
                                    watched.moved.contains(gradient.parameter().array()));
                    // Not behind the whole backward pass.
                    if (layersOf(pass) > 1) {
                        assertThat(watched.calls.subList(watched.calls.indexOf("update"), watched.calls.size()))
                                .contains("backward");
                    }
                }
            }
        }
    }

    private static long layersOf(TrainingPass pass) {
        return pass.gradients().stream()
                .map(gradient -> gradient.parameter().name())
                .map(name -> name.substring(0, name.indexOf('.')))
                .distinct()
                .count();
    }

    /** An engine whose kernels refuse to take parameters that have moved, and their gradients. */
    private static final class Watched {
        private final Engine engine;
        private final Set<Array> moved = Collections.newSetFromMap(new IdentityHashMap<>());
        private final List<String> calls = new ArrayList<>();

        Watched(Engine engine) {
            this.engine = engine;
        }

        Engine proxy() {
            return (Engine) proxy(Engine.class, engine);
        }

        private Object proxy(Class<?> type, Object target) {
            return Proxy.newProxyInstance(
                    Engine.class.getClassLoader(),
                    new Class<?>[] {type},
                    (self, method, arguments) -> call(target, method, arguments));
        }

        /** An array that a call takes, or those of a record of what goes as one. */
        private static List<Array> arrays(@Nullable Object argument) throws ReflectiveOperationException {
            if (argument instanceof Array array) {
                return List.of(array);
            }
            List<Array> arrays = new ArrayList<>();
            if (argument instanceof Record operands) {
                for (RecordComponent component : operands.getClass().getRecordComponents()) {
                    if (component.getAccessor().invoke(operands) instanceof Array array) {
                        arrays.add(array);
                    }
                }
            }
            return arrays;
        }

        private Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
            calls.add(method.getName());
            Object[] taken = arguments == null ? new Object[0] : arguments;
            for (Object argument : taken) {
                assertThat(arrays(argument))
                        .as("%s takes what has moved", method.getName())
                        .noneMatch(moved::contains);
            }
            if (method.getDeclaringClass() == SgdUpdate.Kernel.class) {
                // update(rate, weightDecay, share, parameter, gradient, buffer)
                moved.add((Array) taken[3]);
                moved.add((Array) taken[4]);
            }
            try {
                Object result = method.invoke(target, arguments);
                return method.getName().equals("kernel")
                        ? proxy(result.getClass().getInterfaces()[0], result)
                        : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    @Test
    void whatIsSharedMovesBehindTheLayerThatOwnsIt() {
        String source = Trained.compile(SHARED_BY_THREE, Optimizations.ALL)
                .classes()
                .get(0)
                .source();
        String backward = source.substring(source.indexOf("protected void runBackward()"));
        assertThat(backward)
                .containsSubsequence(
                        "dense6.backward(",
                        "ready(dDense6Weight, dDense6Bias);",
                        "dense5.backward(",
                        "dense4.backward(",
                        "ready(dDense4Weight, dDense4Bias);",
                        "dense2.backward(",
                        "addTo(dDense2Weight, dDense5Weight);",
                        "addTo(dDense2Bias, dDense5Bias);",
                        "ready(dDense2Weight, dDense2Bias);",
                        "dense1.backward(",
                        "ready(dDense1Weight, dDense1Bias);");
        assertThat(backward).doesNotContain("ready(dDense5", "ready(dDense3");
    }

    /** Who looks at gradients finds them as they were, and the parameters that they belong to. */
    @Test
    void withoutAnOptimizerNothingMoves() {
        Compilation compilation = Trained.compile(SHARED_BY_THREE, Optimizations.ALL);
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE, 1);
                Network network = network(compilation, engine);
                TrainingPass pass = network.training();
                Optimizer optimizer = pass.optimizer(SgdConfig.of(0.05))) {
            SplittableRandom random = new SplittableRandom(5);
            forward(compilation, network, pass, random);
            pass.backward(optimizer);
            forward(compilation, network, pass, random);
            List<INDArray> before = parameters(pass);
            pass.backward();
            assertThat(parameters(pass)).isEqualTo(before);
        }
    }

    private static List<INDArray> parameters(TrainingPass pass) {
        return pass.gradients().stream()
                .map(Gradient::parameter)
                .map(parameter -> parameter.value().dup('c'))
                .toList();
    }

    @Test
    void refusesAnotherPassesOptimizer() {
        Compilation compilation = Trained.compile("input(4) dense(3)", Optimizations.ALL);
        try (Engine engine = new Nd4jEngine(DataType.DOUBLE, 1);
                Network network = network(compilation, engine);
                TrainingPass pass = network.training();
                TrainingPass other = network.training();
                Optimizer optimizer = other.optimizer(SgdConfig.of(0.05))) {
            assertThatThrownBy(() -> pass.backward(optimizer))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("an optimizer of another pass");
        }
    }
}
