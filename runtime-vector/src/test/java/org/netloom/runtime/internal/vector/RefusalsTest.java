package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Activation;
import org.netloom.op.AdamUpdate;
import org.netloom.op.Add;
import org.netloom.op.Attention;
import org.netloom.op.AverageUpdate;
import org.netloom.op.BatchNorm;
import org.netloom.op.BatchNormActivation;
import org.netloom.op.BatchNormActivationPool;
import org.netloom.op.ClassToken;
import org.netloom.op.Concat;
import org.netloom.op.Conv2d;
import org.netloom.op.Conv2dActivation;
import org.netloom.op.ConvTranspose2d;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.Dropout;
import org.netloom.op.Embedding;
import org.netloom.op.GroupNorm;
import org.netloom.op.InputMeans;
import org.netloom.op.LayerNorm;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.Op;
import org.netloom.op.Pad2d;
import org.netloom.op.Pool2d;
import org.netloom.op.Positions;
import org.netloom.op.Recurrent;
import org.netloom.op.RowLoss;
import org.netloom.op.RuleUpdate;
import org.netloom.op.SequencePool;
import org.netloom.op.SgdUpdate;
import org.netloom.op.Softmax;
import org.netloom.op.Tensor;
import org.netloom.op.Tokens;
import org.netloom.op.UpdateRule;
import org.netloom.op.Upsample2d;
import org.netloom.runtime.CalibrationPass;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.Pass;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.checkpoint.Progress;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.engine.Buffers;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.engine.ThreadGuard.Turn;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.exception.ConcurrentUseException;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.inspect.Inspection;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Hinge;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.Optimizer;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.statistics.MovingStatistics;
import org.netloom.runtime.statistics.PopulationMoments;
import org.netloom.runtime.train.Evaluator;
import org.netloom.runtime.train.Objective;
import org.netloom.runtime.train.Recalibration;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** Every call, by a second thread while one is inside and after an end, says in a sentence what is wrong. */
class RefusalsTest {
    private static final Class<?> NET =
            Nets.compile("input(2, 6, 5) conv(4, 3) bn relu maxpool(2) flatten dense(8) sigmoid dense(3)");
    /** What only tells what the engine is. */
    private static final Set<String> TELLING = Set.of("name", "dataType", "guard");

    static Stream<Engine> engines() {
        return Stream.of("nd4j", "vector").map(name -> Engines.create(name, DataType.FLOAT, 2));
    }

    private static final Activation RELU = Activation.of("a", "a.net:1:1", Activation.Function.RELU);

    private record Noise(int size) implements Dataset {
        @Override
        public String name() {
            return "noise";
        }

        @Override
        public List<Integer> shape() {
            return List.of(2, 6, 5);
        }

        @Override
        public int classes() {
            return 3;
        }

        @Override
        public int label(int index) {
            return index % 3;
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            SplittableRandom random = new SplittableRandom(index);
            for (int i = 0; i < 60; i++) {
                into[offset + i] = (float) random.nextDouble();
            }
        }
    }

    private static final Noise DATA = new Noise(20);
    private static final TrainConfig CONFIG =
            TrainConfig.builder().batch(10).epochs(1).recalibrate(20).build();

    /** One of each kind of operations. */
    private static final List<Op<?>> OPERATIONS = List.of(
            Conv2d.of("a", "a.net:1:1", 1, 1),
            ConvTranspose2d.of("a", "a.net:1:1", 1, 1),
            Dense.of("a", "a.net:1:1"),
            new InputMeans(Dense.of("a", "a.net:1:1")),
            BatchNorm.of("a", "a.net:1:1", 1e-5),
            LayerNorm.of("a", "a.net:1:1", 1e-5),
            GroupNorm.of("a", "a.net:1:1", 1, 1e-5),
            Activation.of("a", "a.net:1:1", Activation.Function.RELU),
            Softmax.of("a", "a.net:1:1"),
            Dropout.of("a", "a.net:1:1", 0.5),
            Pool2d.of("a", "a.net:1:1", Pool2d.Kind.MAX, 1, 1),
            Pad2d.of("a", "a.net:1:1", 1, 1, 1, 1),
            Upsample2d.of("a", "a.net:1:1", Upsample2d.Mode.NEAREST, 2, 2),
            Embedding.of("a", "a.net:1:1"),
            Recurrent.of("a", "a.net:1:1", Recurrent.Cell.GRU),
            Attention.of("a", "a.net:1:1", 1, true),
            Positions.of("a", "a.net:1:1"),
            SequencePool.of("a", "a.net:1:1", SequencePool.Kind.MEAN),
            Tokens.of("a", "a.net:1:1"),
            ClassToken.of("a", "a.net:1:1"),
            Add.of("a", "a.net:1:1"),
            Concat.of("a", "a.net:1:1"),
            new Conv2dActivation(Conv2d.of("a", "a.net:1:1", 1, 1), RELU),
            new DenseActivation(Dense.of("a", "a.net:1:1"), RELU),
            new BatchNormActivation(BatchNorm.of("a", "a.net:1:1", 1e-5), RELU),
            new BatchNormActivationPool(
                    BatchNorm.of("a", "a.net:1:1", 1e-5), RELU, Pool2d.of("a", "a.net:1:1", Pool2d.Kind.MAX, 1, 1)),
            new CrossEntropyLoss(),
            new MeanSquaredErrorLoss(),
            new RowLoss(Hinge.of()),
            new SgdUpdate(0.9, false),
            new AdamUpdate(0.9, 0.999),
            new RuleUpdate(UpdateRule.LAMB),
            new AverageUpdate());

    /** All methods of the engine and of its kernels that compute, with arguments that nobody has to look at. */
    private static Map<String, ThrowingCallable> operations(Engine engine, Map<Op<?>, Object> kernels) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        addCalls(calls, Engine.class, engine);
        calls.put("kernel", () -> engine.kernel(OPERATIONS.get(0)));
        calls.put("a new kernel", () -> engine.kernel(Add.of("b", "a.net:1:1")));
        kernels.forEach((op, kernel) -> {
            Class<?>[] types = op.getClass().getDeclaredClasses();
            Class<?> type = Arrays.stream(types)
                    .filter(nested -> nested.getSimpleName().equals("Kernel"))
                    .findFirst()
                    .orElseThrow();
            addCalls(calls, type, kernel);
        });
        return calls;
    }

    private static void addCalls(Map<String, ThrowingCallable> calls, Class<?> type, Object target) {
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers()) || TELLING.contains(method.getName())) {
                continue;
            }
            Object[] nothing =
                    Arrays.stream(method.getParameterTypes()).map(Nothing::of).toArray();
            String types = Arrays.stream(method.getParameterTypes())
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(", ", "(", ")"));
            calls.put(type.getName() + "." + method.getName() + types, () -> {
                try {
                    method.invoke(target, nothing);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });
        }
    }

    private static Map<Op<?>, Object> kernels(Engine engine) {
        Map<Op<?>, Object> kernels = new LinkedHashMap<>();
        OPERATIONS.forEach(op -> kernels.put(op, engine.kernel(op)));
        return kernels;
    }

    /** Whether no kind of operations is left out above. */
    @Test
    void theseAreAllOperations() throws IOException, URISyntaxException {
        Path classes = Path.of(
                Op.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path root = Files.isDirectory(classes)
                ? classes
                : FileSystems.newFileSystem(classes).getPath("/");
        try (Stream<Path> files = Files.list(root.resolve("org/netloom/op"))) {
            List<String> all = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("$Kernel.class"))
                    .map(name -> name.substring(0, name.indexOf('$')))
                    .toList();
            assertThat(OPERATIONS)
                    .extracting(op -> op.getClass().getSimpleName())
                    .containsExactlyInAnyOrderElementsOf(all);
        }
    }

    private static MovingStatistics statistics(Network net) {
        return net.movingStatistics().values().iterator().next();
    }

    /** A network on an engine with all that can be done with it. */
    private static final class World implements AutoCloseable {
        final Engine engine;
        final Network net;
        final TrainingPass training;
        final InferencePass inference;
        final CalibrationPass calibration;
        final Optimizer sgd;
        final Optimizer adam;
        final Evaluator evaluator;
        final Recalibration recalibration;
        final Objective objective;
        final Buffers buffers;
        final Tensor tensor;
        final Tensor y;
        final INDArray x = Nd4j.rand(DataType.FLOAT, 4, 2, 6, 5);
        final INDArray output = Nd4j.zeros(DataType.FLOAT, 4, 3);
        final int[] labels = {0, 1, 2, 0};
        final Path file;

        World(Engine engine, Path directory) {
            this.engine = engine;
            net = Nets.make(NET, engine, 1);
            training = net.training();
            inference = net.inference();
            calibration = net.calibration();
            sgd = training.optimizer(SgdConfig.of(0.1).withMomentum(0.9));
            adam = training.optimizer(AdamConfig.of(0.1));
            evaluator = new Evaluator(net, 4);
            recalibration = new Recalibration(net, DATA, 10, 5, 1);
            objective = new Objective(MeanSquaredError.of(), engine);
            buffers = engine.buffers();
            tensor = buffers.tensor(3);
            buffers.batch(4);
            engine.write(output, tensor);
            file = directory.resolve("net.safetensors");
            Checkpoint.save(net, file, new Progress(1, 1, 1));
            inference.forward(x);
            calibration.forward(x);
            y = training.forward(x);
            engine.kernel(new CrossEntropyLoss()).compute(y, labels, training.outputGradient());
            training.backward();
        }

        Map<String, ThrowingCallable> ofPass(TrainingPass pass) {
            Map<String, ThrowingCallable> calls = ofAnyPass(pass);
            calls.put("backward", pass::backward);
            calls.put("backward with an optimizer", () -> pass.backward(sgd));
            calls.put("seed", () -> pass.seed(3));
            calls.put("sgd begin", sgd::begin);
            calls.put("sgd update", () -> sgd.update(0));
            calls.put("sgd step", sgd::step);
            calls.put("adam step", adam::step);
            calls.put("read of its output", () -> engine.read(y, output));
            calls.put("read of its gradient", () -> engine.read(pass.outputGradient(), output));
            calls.put("loss", () -> engine.kernel(new CrossEntropyLoss()).compute(y, labels, pass.outputGradient()));
            calls.put("mean squared error", () -> objective.compute(y, labels, pass.outputGradient()));
            return calls;
        }

        Map<String, ThrowingCallable> ofPass(InferencePass pass) {
            Map<String, ThrowingCallable> calls = ofAnyPass(pass);
            calls.put("predict", () -> pass.predict(x));
            return calls;
        }

        Map<String, ThrowingCallable> ofPass(CalibrationPass pass) {
            Map<String, ThrowingCallable> calls = ofAnyPass(pass);
            MovingStatistics bn = statistics(net);
            calls.put("measure", () -> pass.measure(bn, new PopulationMoments(4)));
            calls.put("measureNothing", pass::measureNothing);
            return calls;
        }

        private Map<String, ThrowingCallable> ofAnyPass(Pass pass) {
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("forward", () -> pass.forward(x));
            calls.put("copy", () -> pass.copy(y));
            return calls;
        }

        Map<String, ThrowingCallable> ofNetwork() {
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.putAll(ofPass(training));
            calls.putAll(ofPass(inference));
            calls.putAll(ofPass(calibration));
            calls.remove("read of its output"); // is the pass's, and stays
            calls.remove("read of its gradient");
            calls.remove("loss");
            calls.remove("mean squared error");
            calls.remove("sgd begin");
            calls.put("initialize", () -> net.initialize(Initializer.XAVIER_UNIFORM, 1));
            calls.put("parametersChanged", net::parametersChanged);
            calls.put("training()", net::training);
            calls.put("inference()", net::inference);
            calls.put("calibration()", net::calibration);
            calls.put("save", () -> Checkpoint.save(net, file, new Progress(1, 1, 1)));
            calls.put("load", () -> Checkpoint.load(net, file));
            calls.put("rewrite", () -> Checkpoint.rewrite(net, file, file));
            calls.put(
                    "train", () -> new Trainer(net, CONFIG, DataSplit.of(DATA, DATA), TrainOptions.defaults()).train());
            calls.put("evaluate", () -> evaluator.evaluate(DATA, CrossEntropy.of()));
            calls.put("predictions", () -> evaluator.predict(DATA));
            calls.put("recalibrate", recalibration::run);
            calls.put("inspect", () -> Inspection.of(net));
            calls.put("inspect with data", () -> Inspection.of(net, CONFIG, DATA, 10));
            return calls;
        }

        Map<String, ThrowingCallable> ofBuffers() {
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("tensor", () -> buffers.tensor(3));
            calls.put("shared", () -> buffers.shared(1, 3));
            calls.put("reshape", () -> buffers.reshape(tensor, 1, 3));
            calls.put("batch", () -> buffers.batch(3));
            calls.put("complete", () -> buffers.complete(tensor));
            calls.put("read of a tensor", () -> engine.read(tensor, output));
            calls.put("write of a tensor", () -> engine.write(output, tensor));
            calls.put(
                    "copy of a tensor",
                    () -> engine.kernel(Add.of("add1", "a.net:1:1")).backward(tensor, tensor));
            return calls;
        }

        List<AutoCloseable> closeables() {
            return List.of(
                    objective,
                    recalibration,
                    evaluator,
                    sgd,
                    adam,
                    calibration,
                    inference,
                    training,
                    net,
                    buffers,
                    engine);
        }

        @Override
        public void close() {
            for (AutoCloseable each : closeables()) {
                for (int times = 0; times < 2; times++) {
                    assertThatCode(each::close).as("to close %s twice", each).doesNotThrowAnyException();
                }
            }
            x.close();
            output.close();
        }
    }

    private static void assertAllThrow(Class<? extends NetworkException> type, Map<String, ThrowingCallable> calls) {
        calls.forEach((name, call) ->
                assertThatThrownBy(call).as(name).isInstanceOf(type).message().isNotBlank());
    }

    private static List<Float> state(World world) {
        List<Float> values = new ArrayList<>();
        for (Parameter parameter : world.net.parameters()) {
            for (float value : parameter.value().dup().data().asFloat()) {
                values.add(value);
            }
        }
        try (INDArray y = world.inference.predict(world.x)) {
            for (float value : y.data().asFloat()) {
                values.add(value);
            }
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aSecondThreadIsRefusedEverywhereAndChangesNothing(Engine engine, @TempDir Path directory) throws Exception {
        ExecutorService second = Executors.newSingleThreadExecutor();
        try (World world = new World(engine, directory)) {
            List<Float> before = state(world);
            Map<String, ThrowingCallable> calls = operations(engine, kernels(engine));
            assertThat(calls).hasSizeGreaterThan(60);
            calls.putAll(world.ofNetwork());
            calls.putAll(world.ofPass(world.training));
            calls.putAll(world.ofBuffers());
            for (AutoCloseable each : world.closeables()) {
                calls.put("close " + each, each::close);
            }
            try (Turn turn = engine.guard().enter()) {
                assertThat(turn).isNotNull();
                second.submit(() -> assertAllThrow(ConcurrentUseException.class, calls))
                        .get();
            }
            assertThat(state(world)).isEqualTo(before);
            assertThat(second.submit(() -> state(world)).get()).isEqualTo(before);
        } finally {
            second.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aClosedEngineComputesNothing(Engine engine, @TempDir Path directory) {
        try (World world = new World(engine, directory)) {
            Map<String, ThrowingCallable> calls = operations(engine, kernels(engine));
            engine.close();
            calls.remove(Engine.class.getName() + ".close()");
            calls.putAll(world.ofNetwork());
            calls.putAll(world.ofPass(world.training));
            calls.putAll(world.ofBuffers());
            assertAllThrow(ClosedException.class, calls);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aClosedNetworkIsUsedByNobody(Engine engine, @TempDir Path directory) {
        try (World world = new World(engine, directory)) {
            INDArray weight = world.net.parameters().get(0).value();
            MovingStatistics bn = statistics(world.net);
            world.net.close();
            Map<String, ThrowingCallable> calls = world.ofNetwork();
            for (Parameter parameter : world.net.parameters()) {
                calls.put(parameter + ".value()", parameter::value);
            }
            calls.put(
                    "statistics",
                    () -> bn.update(world.training.layerStatistics().get(0).batch()));
            calls.put(
                    "restart",
                    () -> bn.restart(world.training.layerStatistics().get(0).batch()));
            assertAllThrow(ClosedException.class, calls);
            // The array itself is ND4J's, which says so.
            assertThatThrownBy(() -> weight.addi(1)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> weight.getDouble(0)).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void aClosedPassGoesNowhere(Engine engine, @TempDir Path directory) {
        try (World world = new World(engine, directory)) {
            INDArray gradient = world.training.gradients().get(0).value().values();
            world.training.close();
            world.inference.close();
            world.calibration.close();
            assertAllThrow(ClosedException.class, world.ofPass(world.training));
            assertAllThrow(ClosedException.class, world.ofPass(world.inference));
            assertAllThrow(ClosedException.class, world.ofPass(world.calibration));
            assertThatThrownBy(() -> gradient.addi(1)).isInstanceOf(IllegalStateException.class);
            assertThatCode(world.net::inference).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void closedBuffersOptimizersAndEvaluatorsDoNothing(Engine engine, @TempDir Path directory) {
        try (World world = new World(engine, directory)) {
            world.buffers.close();
            world.sgd.close();
            world.adam.close();
            world.evaluator.close();
            world.recalibration.close();
            Map<String, ThrowingCallable> calls = world.ofBuffers();
            calls.put("sgd", world.sgd::step);
            calls.put("adam", world.adam::step);
            calls.put("sgd in the backward pass", () -> world.training.backward(world.sgd));
            calls.put("evaluate", () -> world.evaluator.evaluate(DATA, CrossEntropy.of()));
            calls.put("recalibrate", world.recalibration::run);
            assertAllThrow(ClosedException.class, calls);
            assertThatCode(world.training::backward).doesNotThrowAnyException();
        }
    }
}
