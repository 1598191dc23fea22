package org.netloom.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.NetloomVersion;
import org.netloom.runtime.Network;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.internal.safetensors.SafeTensors;
import org.netloom.runtime.parameter.Parameter;
import org.netloom.runtime.statistics.Estimator;

class CheckpointTest {
    private static final Progress PROGRESS = new Progress(3, 705, -42);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void whatIsLoadedIsWhatWasSaved(DataType type) {
        Path file = directory.resolve("net.safetensors");
        try (TestNetwork saved = TestNetwork.of(type).randomized(1);
                TestNetwork loaded = TestNetwork.of(type).randomized(2)) {
            Checkpoint.save(saved, file, PROGRESS);
            Map<String, String> metadata = Checkpoint.load(loaded, file);
            requireSameBits(loaded, saved);
            assertThat(metadata)
                    .containsEntry("netloom", NetloomVersion.current())
                    .containsEntry("net", "TestNet")
                    .containsEntry("epoch", "3")
                    .containsEntry("step", "705")
                    .containsEntry("seed", "-42");
        }
    }

    /** What lies outside the heap goes only when the collector comes by, and nothing in the heap calls it. */
    @Test
    void loadingKeepsNoMemoryOutsideTheHeap() {
        Path file = directory.resolve("net.safetensors");
        BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findFirst()
                .orElseThrow();
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT).randomized(1)) {
            Checkpoint.save(network, file, PROGRESS);
            Checkpoint.load(network, file);
            long before = direct.getMemoryUsed();
            long most = 0;
            for (int i = 0; i < 100; i++) {
                Checkpoint.load(network, file);
                most = Math.max(most, direct.getMemoryUsed() - before);
            }
            assertThat(most).isLessThan(1 << 20);
        }
    }

    @Test
    void theVersionIsFilledIn() {
        assertThat(NetloomVersion.current()).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void namesAndShapesArePytorchs() {
        Path file = directory.resolve("net.safetensors");
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT).randomized(1)) {
            Checkpoint.save(network, file, PROGRESS);
        }
        try (SafeTensors tensors = SafeTensors.open(file)) {
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            tensors.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
            assertThat(shapes)
                    .containsExactly(
                            Map.entry("conv1.weight", List.of(3L, 2L, 3L, 3L)),
                            Map.entry("bn1.weight", List.of(3L)),
                            Map.entry("bn1.bias", List.of(3L)),
                            Map.entry("bn1.running_mean", List.of(3L)),
                            Map.entry("bn1.running_var", List.of(3L)),
                            Map.entry("dense1.weight", List.of(5L, 12L)),
                            Map.entry("dense1.bias", List.of(5L)));
        }
    }

    /** Its uncertainty is kept, and a network with another estimator takes the rest. */
    @Test
    void whatAnEstimatorKnowsIsKept() {
        Path kalman = directory.resolve("kalman.safetensors");
        Path ema = directory.resolve("ema.safetensors");
        try (TestNetwork saved = TestNetwork.estimating(Estimator.kalman(0.9)).randomized(1);
                TestNetwork same = TestNetwork.estimating(Estimator.kalman(0.9));
                TestNetwork other = TestNetwork.estimating(Estimator.ema(0.9));
                TestNetwork fresh =
                        TestNetwork.estimating(Estimator.kalman(0.9)).randomized(2)) {
            Checkpoint.save(saved, kalman, PROGRESS);
            Checkpoint.load(same, kalman);
            requireSameBits(same, saved);
            Checkpoint.load(other, kalman);
            assertThat(other.values("bn1.running_mean")).isEqualTo(saved.values("bn1.running_mean"));
            Checkpoint.save(other, ema, PROGRESS);
            Checkpoint.load(fresh, ema);
            assertThat(fresh.values("bn1.running_var")).isEqualTo(saved.values("bn1.running_var"));
            assertThat(fresh.values("bn1.running_count")).containsOnly(0);
            assertThat(fresh.values("bn1.running_mean_error")).containsOnly(0);
        }
        try (SafeTensors tensors = SafeTensors.open(kalman)) {
            assertThat(tensors.tensors()).containsKeys("bn1.running_mean_error", "bn1.running_var_error");
        }
    }

    @Test
    void aBiasThatABnCancelsIsNamedWithTheWayOut() {
        Path file = directory.resolve("torch.safetensors");
        try (TestNetwork biased = TestNetwork.biased(DataType.FLOAT).randomized(1);
                TestNetwork network = TestNetwork.of(DataType.FLOAT)) {
            Checkpoint.save(biased, file, PROGRESS);
            assertThatThrownBy(() -> Checkpoint.load(network, file))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageEndingWith(
                            "unexpected conv1.bias[3]; a conv or dense before a bn has no bias, unless the net"
                                    + " says so: bias=true for conv1");
        }
    }

    @Test
    void theSameNetworkGivesTheSameBytes() throws IOException {
        Path first = directory.resolve("a.safetensors");
        Path second = directory.resolve("b.safetensors");
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT).randomized(1)) {
            Checkpoint.save(network, first, PROGRESS);
            Checkpoint.save(network, second, PROGRESS);
        }
        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void convertsBetweenFloatAndDouble() {
        Path floats = directory.resolve("floats.safetensors");
        Path doubles = directory.resolve("doubles.safetensors");
        try (TestNetwork single = TestNetwork.of(DataType.FLOAT).randomized(1);
                TestNetwork wide = TestNetwork.of(DataType.DOUBLE).randomized(2);
                TestNetwork target = TestNetwork.of(DataType.DOUBLE);
                TestNetwork narrow = TestNetwork.of(DataType.FLOAT)) {
            Checkpoint.save(single, floats, PROGRESS);
            Checkpoint.load(target, floats);
            assertThat(target.values("dense1.weight")).isEqualTo(single.values("dense1.weight"));
            Checkpoint.save(wide, doubles, PROGRESS);
            Checkpoint.load(narrow, doubles);
            double[] expected = wide.values("conv1.weight");
            double[] rounded = narrow.values("conv1.weight");
            for (int i = 0; i < expected.length; i++) {
                assertThat(rounded[i]).isEqualTo((float) expected[i]);
            }
        }
    }

    @Test
    void tensorsLargerThanTheBufferCross() {
        Path file = directory.resolve("wide.safetensors");
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (TestNetwork saved = TestNetwork.wide(type, 70_001).randomized(1);
                    TestNetwork loaded = TestNetwork.wide(type, 70_001);
                    TestNetwork converted =
                            TestNetwork.wide(type == DataType.FLOAT ? DataType.DOUBLE : DataType.FLOAT, 70_001)) {
                Checkpoint.save(saved, file, PROGRESS);
                Checkpoint.load(loaded, file);
                Checkpoint.load(converted, file);
                requireSameBits(loaded, saved);
                double[] expected = saved.values("dense1.weight");
                double[] got = converted.values("dense1.weight");
                for (int i = 0; i < expected.length; i++) {
                    // A double rounded to float is off by at most half a unit of 24 bits.
                    assertThat(got[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) * 0x1p-24));
                }
            }
        }
    }

    @Test
    void anotherNetworkIsRefusedWithAllDifferencesAndChangesNothing() {
        Path file = directory.resolve("net.safetensors");
        try (TestNetwork saved = TestNetwork.of(DataType.FLOAT).randomized(1);
                TestNetwork other = TestNetwork.other(DataType.FLOAT).randomized(2);
                TestNetwork before = TestNetwork.other(DataType.FLOAT).randomized(2)) {
            Checkpoint.save(saved, file, PROGRESS);
            assertThatThrownBy(() -> Checkpoint.load(other, file))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(file + " (of the network TestNet) does not fit the network TestNet: "
                            + "missing dense2.weight[2, 4]; "
                            + "unexpected bn1.weight[3], bn1.bias[3], bn1.running_mean[3], bn1.running_var[3]; "
                            + "dense1.weight is [5, 12] where the network has [4, 12]");
            requireSameBits(other, before);
        }
    }

    @Test
    void aTruncatedFileChangesNothing() throws IOException {
        Path file = directory.resolve("net.safetensors");
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT).randomized(1);
                TestNetwork before = TestNetwork.of(DataType.FLOAT).randomized(1);
                TestNetwork saved = TestNetwork.of(DataType.FLOAT).randomized(2)) {
            Checkpoint.save(saved, file, PROGRESS);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> Checkpoint.load(network, file))
                        .isInstanceOf(NetworkException.class)
                        .hasMessageStartingWith(file + " is no intact safetensors file: ");
            }
            requireSameBits(network, before);
        }
    }

    @Test
    void pytorchsBatchCountIsPassedOver() {
        Path file = directory.resolve("torch.safetensors");
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT);
                TestNetwork saved = TestNetwork.of(DataType.FLOAT).randomized(1);
                INDArray count = Nd4j.scalar(7f)) {
            Map<String, INDArray> arrays = new LinkedHashMap<>();
            saved.parameters().forEach(parameter -> arrays.put(parameter.name(), parameter.value()));
            arrays.put("bn1.num_batches_tracked", count);
            SafeTensors.write(file, Map.of(), arrays);
            Checkpoint.load(network, file);
            requireSameBits(network, saved);
        }
    }

    @Test
    void aMissingFileOrADirectoryIsSaid() {
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT)) {
            assertThatThrownBy(() -> Checkpoint.load(network, directory.resolve("none.safetensors")))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("there is no file " + directory.resolve("none.safetensors"));
            assertThatThrownBy(() -> Checkpoint.load(network, directory))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage(directory + " is a directory, where a .safetensors file is expected");
        }
    }

    @Test
    void whatCannotBeWrittenIsSaidAndLeavesNothing() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "here");
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT)) {
            assertThatThrownBy(() -> Checkpoint.save(network, file.resolve("net.safetensors"), PROGRESS))
                    .isInstanceOf(NetworkException.class)
                    .hasMessageStartingWith("cannot write " + file.resolve("net.safetensors") + ": ")
                    .hasMessageContaining("is a file, not a directory");
            assertThatThrownBy(() -> Checkpoint.save(network, directory, PROGRESS))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("cannot write " + directory + ": it is a directory");
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void anUnwritableDirectoryIsSaidInOneSentence() throws IOException {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(!Files.isWritable(closed), "this user may write everywhere");
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT)) {
            assertThatThrownBy(() -> Checkpoint.save(network, closed.resolve("net.safetensors"), PROGRESS))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("cannot write " + closed.resolve("net.safetensors") + ": permission denied");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void missingDirectoriesAreMade() {
        Path file = directory.resolve("a/b/net.safetensors");
        try (TestNetwork network = TestNetwork.of(DataType.FLOAT)) {
            Checkpoint.save(network, file, PROGRESS);
        }
        assertThat(file).exists();
    }

    private static void requireSameBits(Network actual, Network expected) {
        for (int i = 0; i < expected.parameters().size(); i++) {
            Parameter parameter = actual.parameters().get(i);
            double[] bits = parameter.value().dup('c').reshape(-1).toDoubleVector();
            assertThat(bits)
                    .as(parameter.name())
                    .isEqualTo(expected.parameters()
                            .get(i)
                            .value()
                            .dup('c')
                            .reshape(-1)
                            .toDoubleVector());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "bn1.running_var # 1 # -0.5 # [1], where it is 0 or more, as every variance",
                "bn1.running_var # 2 # Infinity # [2], where every parameter is a finite number",
                "bn1.running_mean # 0 # NaN # [0], where every parameter is a finite number",
                "conv1.weight # 23 # -Infinity # [1, 0, 1, 2], where every parameter is a finite number",
                "dense1.weight # 13 # 1.0E300 # [1, 1], where floats end at 3.4e38; a network in double (--dtype double) can take it",
            })
    void valuesThatNoParameterCanHaveAreRefusedAndChangeNothing(String name, int index, double value, String rule) {
        Path file = directory.resolve("net.safetensors");
        try (TestNetwork saved = TestNetwork.of(DataType.DOUBLE).randomized(1);
                TestNetwork loading = TestNetwork.of(DataType.FLOAT).randomized(2);
                TestNetwork before = TestNetwork.of(DataType.FLOAT).randomized(2)) {
            saved.parameters().stream()
                    .filter(parameter -> parameter.name().equals(name))
                    .forEach(parameter -> parameter.value().reshape(-1).putScalar(index, value));
            Checkpoint.save(saved, file, PROGRESS);
            assertThatThrownBy(() -> Checkpoint.load(loading, file))
                    .isInstanceOf(NetworkException.class)
                    .hasMessage("%s in %s holds %s at %s".formatted(name, file, value, rule));
            requireSameBits(loading, before);
        }
    }

    @Test
    void whatAnEstimatorKeepsIsRefusedBelowZeroButForProductsOfJumps() {
        Path file = directory.resolve("net.safetensors");
        for (String name : List.of("bn1.running_var_error", "bn1.running_mean_jump", "bn1.running_count")) {
            try (TestNetwork saved =
                    TestNetwork.estimating(Estimator.kalman(0.9)).randomized(1)) {
                saved.parameters().stream()
                        .filter(parameter -> parameter.name().endsWith("_turn"))
                        .forEach(parameter -> parameter.value().putScalar(0, -1));
                Checkpoint.save(saved, file, PROGRESS);
                Checkpoint.load(saved, file);
                saved.parameters().stream()
                        .filter(parameter -> parameter.name().equals(name))
                        .forEach(parameter -> parameter.value().putScalar(0, -1));
                Checkpoint.save(saved, file, PROGRESS);
                assertThatThrownBy(() -> Checkpoint.load(saved, file))
                        .hasMessage("%s in %s holds -1.0 at [0], where it is 0 or more".formatted(name, file));
            }
        }
    }
}
