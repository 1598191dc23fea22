package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.compiler.Compilation;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.data.DataSplit;
import org.netloom.runtime.data.Datasets;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.optim.AdadeltaConfig;
import org.netloom.runtime.optim.AdagradConfig;
import org.netloom.runtime.optim.AdamConfig;
import org.netloom.runtime.optim.AdamwConfig;
import org.netloom.runtime.optim.ClipNorm;
import org.netloom.runtime.optim.LambConfig;
import org.netloom.runtime.optim.LionConfig;
import org.netloom.runtime.optim.NadamConfig;
import org.netloom.runtime.optim.OptimizerConfig;
import org.netloom.runtime.optim.RateScale;
import org.netloom.runtime.optim.RmspropConfig;
import org.netloom.runtime.optim.SgdConfig;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.schedule.CosineDecay;
import org.netloom.runtime.train.AverageEma;
import org.netloom.runtime.train.TrainConfig;
import org.netloom.runtime.train.TrainOptions;
import org.netloom.runtime.train.Trainer;

/** What becomes of layers that a training freezes, or that have a rate of their own. */
class SomeLayersTest {
    /** Its moving means follow the weights of the layers before: the default. */
    private static final Compilation NET =
            Compiled.body("input(1,28,28) conv(3,5,stride=3) bn relu maxpool(2) flatten dense(8) bn tanh dense(10)");

    private static final DataSplit DATA = DataSplit.of(
            Datasets.sample(Datasets.open("glyphs").train(), 96, 1),
            Datasets.sample(Datasets.open("glyphs").test(), 40, 1));

    @TempDir
    private Path directory;

    private static TrainConfig.Builder config() {
        return TrainConfig.builder()
                .optimizer(SgdConfig.of(0.3).withMomentum(0.9).withWeightDecay(0.01))
                .batch(16)
                .epochs(2)
                .recalibrate(64)
                .seed(5);
    }

    private static Network net(Engine engine) {
        Network network = Compiled.make(NET, engine);
        network.initialize(Initializer.XAVIER_UNIFORM, 5);
        network.movingStatistics().values().forEach(statistics -> {
            statistics.mean().values().assign(0.25);
            statistics.variance().values().assign(2);
        });
        network.parametersChanged();
        return network;
    }

    private static Engine engine() {
        return Engines.create("nd4j", DataType.DOUBLE, 1);
    }

    private static Map<String, double[]> values(Network network) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            values.put(parameter.name(), parameter.value().dup().data().asDouble());
        }
        return values;
    }

    private static Map<String, double[]> before() {
        try (Engine engine = engine();
                Network network = net(engine)) {
            return values(network);
        }
    }

    private static Map<String, double[]> after(TrainConfig config, TrainOptions options) {
        try (Engine engine = engine();
                Network network = net(engine)) {
            new Trainer(network, config, DATA, options).train();
            return values(network);
        }
    }

    private static Map<String, double[]> afterSteps(TrainConfig config, long steps) {
        return after(config, TrainOptions.defaults().withShuffle(false).withSteps(steps));
    }

    static Stream<TrainConfig> trainings() {
        return Stream.of(
                config().build(),
                config().optimizer(AdamwConfig.of(0.01).withWeightDecay(0.1))
                        .clip(ClipNorm.of(0.1))
                        .build(),
                config().optimizer(LambConfig.of(0.01))
                        .average(AverageEma.of(0.9))
                        .build());
    }

    /** The statistics of bn2 would follow dense1, which moves, and be estimated afresh. */
    @ParameterizedTest
    @MethodSource("trainings")
    void frozenLayersKeepTheirBits(TrainConfig config) {
        TrainConfig freezing = config.toBuilder().freeze("conv*", "bn2").build();
        Map<String, double[]> before = before();
        Map<String, double[]> after = after(freezing, TrainOptions.defaults().withCheckpoints(directory));
        for (String name : List.of("conv1.weight", "bn2.weight", "bn2.bias", "bn2.running_mean", "bn2.running_var")) {
            assertThat(after.get(name)).as(name).containsExactly(before.get(name));
        }
        for (String name : List.of(
                "bn1.weight", "bn1.running_mean", "bn1.running_var", "dense1.weight", "dense2.weight", "dense2.bias")) {
            assertThat(after.get(name)).as(name).isNotEqualTo(before.get(name));
        }
        // Whoever uses the checkpoint has them, too.
        try (Engine engine = engine();
                Network network = net(engine)) {
            Checkpoint.load(network, directory.resolve("Test.safetensors"));
            Map<String, double[]> loaded = values(network);
            assertThat(loaded.get("bn2.running_mean")).containsExactly(before.get("bn2.running_mean"));
            assertThat(loaded.get("bn2.running_var")).containsExactly(before.get("bn2.running_var"));
        }
    }

    /** Of two equal trainings the one whose frozen layers have large gradients clips no more than the other. */
    @Test
    void gradientsOfFrozenLayersAreNotClippedWith() {
        TrainConfig.Builder head = config().optimizer(SgdConfig.of(0.1)).freeze("conv1", "bn*", "dense1");
        Map<String, double[]> unclipped = afterSteps(head.build(), 1);
        double[] before = requireNonNull(before().get("dense2.weight"));
        double[] after = requireNonNull(unclipped.get("dense2.weight"));
        double[] bias = requireNonNull(unclipped.get("dense2.bias"));
        double squares = 0;
        for (int i = 0; i < before.length; i++) {
            squares += Math.pow((after[i] - before[i]) / 0.1, 2);
        }
        for (double each : bias) {
            squares += Math.pow(each / 0.1, 2);
        }
        // Just above the norm of the head's own gradients; all together have a larger one.
        double norm = Math.sqrt(squares);
        TrainConfig clipped = head.clip(ClipNorm.of(norm * 1.001)).build();
        assertThat(afterSteps(clipped, 1).get("dense2.weight"))
                .containsExactly(unclipped.get("dense2.weight"), within(1e-15));
        TrainConfig all = clipped.toBuilder().freeze().build();
        assertThat(afterSteps(all, 1).get("dense2.weight")).isNotEqualTo(unclipped.get("dense2.weight"));
    }

    @Test
    void goesOnWithFrozenLayers() {
        TrainConfig config = config().freeze("conv*", "bn2")
                .rates(RateScale.of("dense1", 0.5))
                .build();
        Map<String, double[]> whole = after(config, TrainOptions.defaults());
        TrainOptions options = TrainOptions.defaults().withCheckpoints(directory);
        Path file = directory.resolve("Test.safetensors");
        after(config.toBuilder().epochs(1).build(), options);
        Map<String, double[]> resumed = after(config, options.withResume(file));
        whole.forEach((name, values) -> assertThat(resumed.get(name)).as(name).containsExactly(values));
        assertThatThrownBy(() -> after(config().freeze("conv1").epochs(3).build(), options.withResume(file)))
                .isInstanceOf(NetworkException.class)
                .hasMessageContaining(
                        "freeze was [conv*, bn2] and is [conv1]; rates was [scale(\"dense1\", 0.5)] and is []");
    }

    private static void refuses(TrainConfig config, String message) {
        try (Engine engine = engine();
                Network network = net(engine)) {
            Trainer trainer = new Trainer(network, config, DATA, TrainOptions.defaults());
            assertThatThrownBy(trainer::train)
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(message);
            assertThat(network.movingStatistics().values()).noneMatch(statistics -> statistics.isFrozen());
        }
    }

    @Test
    void refusesLayersThatAreNotThereAndToFreezeAll() {
        String layers = "no layer of Test that has parameters is called so; they are conv1, bn1, dense1, bn2, dense2";
        refuses(config().freeze("bn1", "relu*").build(), "freeze \"relu*\": " + layers);
        refuses(config().freeze("*").build(), "freeze \"*\" leaves nothing of Test to train");
        refuses(config().rates(RateScale.of("dense", 2)).build(), "rates scale(\"dense\", 2.0): " + layers);
        assertThatThrownBy(() -> RateScale.of("conv1", 0)).hasMessageContaining("freeze \"conv1\" instead");
        assertThatThrownBy(() -> RateScale.of("conv1", -1)).hasMessageContaining("above 0, not -1.0");
    }

    @Test
    void aPassRefusesToFreezeWhatAnOptimizerHas() {
        try (Engine engine = engine();
                Network network = net(engine);
                TrainingPass pass = network.training()) {
            pass.optimizer(SgdConfig.of(1)).close();
            assertThatThrownBy(() -> pass.freeze(parameter -> true)).isInstanceOf(IllegalStateException.class);
        }
    }

    /** The first factor that names a layer counts, and the schedule stays in it. */
    @Test
    void aScaledLayerMovesByTheFactor() {
        TrainConfig plain = config().optimizer(SgdConfig.of(0.3))
                .schedule(CosineDecay.of().withWarmup(1))
                .build();
        TrainConfig scaled = plain.toBuilder()
                .rates(RateScale.of("conv1", 0.5), RateScale.of("*1", 2), RateScale.of("dense1", 7))
                .build();
        Map<String, double[]> from = before();
        Map<String, double[]> once = afterSteps(plain, 1);
        Map<String, double[]> moved = afterSteps(scaled, 1);
        Map.of("conv1.weight", 0.5, "bn1.bias", 2.0, "dense1.weight", 2.0, "dense2.weight", 1.0, "dense2.bias", 1.0)
                .forEach((name, factor) -> {
                    double[] expected = requireNonNull(once.get(name)).clone();
                    double[] start = requireNonNull(from.get(name));
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = start[i] + factor * (expected[i] - start[i]);
                    }
                    // Of a step that is added to a parameter of about 1.
                    assertThat(moved.get(name)).as(name).containsExactly(expected, within(1e-15));
                    assertThat(once.get(name)).as(name).isNotEqualTo(from.get(name));
                });
    }

    static Stream<OptimizerConfig> optimizers() {
        return Stream.of(
                SgdConfig.of(0.1).withMomentum(0.9).withNesterov(true),
                AdamConfig.of(0.01),
                AdamwConfig.of(0.01).withWeightDecay(0.1),
                RmspropConfig.of(0.01),
                AdagradConfig.of(0.05),
                AdadeltaConfig.of(1),
                NadamConfig.of(0.01),
                LionConfig.of(0.001),
                LambConfig.of(0.02));
    }

    /** As PyTorch's parameter groups: the step of a group is that of an optimizer with the group's rate. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void aScaledLayerStepsAsWithItsOwnRate(OptimizerConfig optimizer) {
        TrainConfig plain = config().optimizer(optimizer).build();
        double rate = optimizer.learningRate();
        Map<String, double[]> slow =
                afterSteps(plain.toBuilder().learningRate(0.25 * rate).build(), 1);
        Map<String, double[]> fast = afterSteps(plain, 1);
        Map<String, double[]> both =
                afterSteps(plain.toBuilder().rates(RateScale.of("conv*", 0.25)).build(), 1);
        assertThat(both.get("conv1.weight")).containsExactly(slow.get("conv1.weight"));
        for (String name : List.of("bn1.weight", "dense1.weight", "dense2.bias")) {
            assertThat(both.get(name)).as(name).containsExactly(fast.get(name));
        }
        assertThat(slow.get("conv1.weight")).isNotEqualTo(fast.get("conv1.weight"));
    }
}
