package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.netloom.runtime.Network;
import org.netloom.runtime.checkpoint.Checkpoint;
import org.netloom.runtime.checkpoint.Progress;
import org.netloom.runtime.checkpoint.Transfer;
import org.netloom.runtime.data.DataOptions;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.init.Initializer;
import org.netloom.runtime.parameter.Parameter;

/** What a network with another head takes over of a checkpoint. */
class TransferTest {
    private static final String BODY = "input(1,8,8) conv(4,3) bn relu flatten dense(6) bn relu ";

    @TempDir
    private Path directory;

    private static Network net(Engine engine, String body, long seed) {
        Network network = Compiled.make(Compiled.body(body), engine);
        network.initialize(Initializer.XAVIER_UNIFORM, seed);
        for (Parameter parameter : network.parameters()) {
            // So that no two networks have anything in common.
            if (parameter.value().length() > 0 && !parameter.role().trained()) {
                parameter.value().addi(seed);
            }
        }
        network.parametersChanged();
        return network;
    }

    private static Map<String, double[]> values(Network network) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (Parameter parameter : network.parameters()) {
            values.put(parameter.name(), parameter.value().dup().data().asDouble());
        }
        return values;
    }

    private Path saved(Engine engine, String body) {
        Path file = directory.resolve("old.safetensors");
        try (Network old = net(engine, body, 1)) {
            Checkpoint.save(old, file, new Progress(1, 1, 1), preprocessing());
        }
        return file;
    }

    private static Preprocessing preprocessing() {
        return Preprocessing.none()
                .withOptions(DataOptions.of(Map.of("header", "false")))
                .withClassNames(List.of("a", "b"))
                .withImages(new Preprocessing.Images(List.of(1, 8, 8), "crop", List.of(0.5), List.of(0.25)));
    }

    @Test
    void takesOverAllButTheHead() {
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 1);
                Network old = net(engine, BODY + "dense(10)", 1);
                Network network = net(engine, BODY + "dense(3)", 2)) {
            Path file = saved(engine, BODY + "dense(10)");
            Map<String, double[]> before = values(network);
            Transfer transfer = Checkpoint.transfer(network, file);
            Map<String, double[]> theirs = values(old);
            Map<String, double[]> after = values(network);
            assertThat(transfer.taken())
                    .containsExactly(
                            "conv1.weight",
                            "bn1.weight",
                            "bn1.bias",
                            "bn1.running_mean",
                            "bn1.running_var",
                            "dense1.weight",
                            "bn2.weight",
                            "bn2.bias",
                            "bn2.running_mean",
                            "bn2.running_var")
                    .allSatisfy(name -> assertThat(after.get(name)).as(name).containsExactly(theirs.get(name)));
            assertThat(transfer.afresh())
                    .containsExactly(
                            new Transfer.Afresh("dense2.weight", List.of(3L, 6L), List.of(10L, 6L)),
                            new Transfer.Afresh("dense2.bias", List.of(3L), List.of(10L)));
            assertThat(after.get("dense2.weight")).containsExactly(before.get("dense2.weight"));
            assertThat(transfer.lines())
                    .containsExactly(
                            "taken over: conv1, bn1, dense1, bn2 (10 of 12 arrays)",
                            "begin afresh: dense2.weight [3, 6] (checkpoint: [10, 6]), dense2.bias [3] (checkpoint: [10])");
        }
    }

    /** The layer before the second bn has other inputs, so that what its estimator knows of them is of no use. */
    @Test
    void leavesWhatAnEstimatorKnowsOfOtherInputs() {
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 1);
                Network network = net(engine, BODY.replace("3) bn", "5) bn") + "dense(10) id", 2)) {
            Transfer transfer = Checkpoint.transfer(network, saved(engine, BODY + "dense(10)"));
            assertThat(transfer.afresh())
                    .extracting(Transfer.Afresh::name)
                    .containsExactly("conv1.weight", "dense1.weight");
            assertThat(requireNonNull(network.movingStatistics().get("bn2"))
                            .mean()
                            .values()
                            .dup()
                            .data()
                            .asDouble())
                    .containsOnly(1.0);
            assertThat(transfer.lines().get(0)).isEqualTo("taken over: bn1, bn2, dense2 (10 of 12 arrays)");
        }
    }

    @Test
    void refusesACheckpointOfWhichNothingFits() {
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 1);
                Network network = net(engine, "input(4) dense(7)", 2)) {
            Path file = saved(engine, BODY + "dense(10)");
            Map<String, double[]> before = values(network);
            assertThatThrownBy(() -> Checkpoint.transfer(network, file))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(
                            "nothing of %s fits the network Test: dense1.weight [7, 4] (checkpoint: [6, 144]), dense1.bias"
                                    + " [7] (checkpoint: none)",
                            file);
            values(network).forEach((name, values) -> assertThat(values).containsExactly(before.get(name)));
        }
    }

    @Test
    void keepsWhatImagesOfTheSameShapeWereBroughtTo() {
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 1)) {
            Path file = saved(engine, BODY + "dense(10)");
            assertThat(Checkpoint.preprocessingOfInputs(file, List.of(1, 8, 8)))
                    .isEqualTo(Preprocessing.none().withImages(preprocessing().images()));
            assertThat(Checkpoint.preprocessingOfInputs(file, List.of(1, 9, 9))).isNull();
        }
    }
}
