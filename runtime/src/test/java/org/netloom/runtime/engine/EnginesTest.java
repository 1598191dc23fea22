package org.netloom.runtime.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.netloom.op.Conv2d;
import org.netloom.op.Dense;
import org.netloom.op.DenseActivation;
import org.netloom.op.Op;
import org.netloom.op.Site;
import org.netloom.runtime.engine.Engines.KernelOf;
import org.netloom.runtime.exception.NetworkException;

class EnginesTest {
    @Test
    void autoIsNd4j() {
        try (Engine engine = Engines.create("auto", DataType.FLOAT, 1)) {
            assertThat(engine.name()).isEqualTo("nd4j");
            assertThat(engine.dataType()).isEqualTo(DataType.FLOAT);
        }
    }

    /** These tests have not got the vector engine's module, whatever Java they run on. */
    @Test
    void saysWhyTheVectorEngineIsNot() {
        assertThatThrownBy(() -> Engines.create("vector", DataType.FLOAT, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("the vector engine ");
        assertThat(Engines.missing("vector", DataType.DOUBLE))
                .contains("the vector engine computes in float only; the nd4j engine computes in double");
        assertThat(VectorSupport.missing(17, false, true))
                .contains("the vector engine needs Java 25 or newer, and this is Java 17");
        assertThat(VectorSupport.missing(25, true, false))
                .contains("the vector engine is not on the class path: add org.netloom:netloom-runtime-vector");
        assertThat(VectorSupport.missing(25, false, true))
                .contains(
                        "the vector engine needs these flags of java: --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED");
        assertThat(VectorSupport.missing(25, true, true)).isEmpty();
        Engines.Axis axis = new Engines.Axis(8, 3, 1, 1, 1);
        assertThat(Engines.algorithm("nd4j", new Engines.Convolution(64, 64, axis, axis, 1, "winograd2")))
                .isEmpty();
    }

    @Test
    void saysWhichEnginesThereAre() {
        assertThatThrownBy(() -> Engines.create("tpu", DataType.FLOAT, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessage("there is no engine 'tpu': auto, nd4j, vector, borrowed or twice");
        assertThatThrownBy(() -> Engines.create("nd4j", DataType.INT32, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessage("the nd4j engine computes in float or double, not in INT");
        assertThatThrownBy(() -> Engines.create("nd4j", DataType.FLOAT, 0))
                .isInstanceOf(NetworkException.class)
                .hasMessage("an engine needs at least 1 thread, not 0");
    }

    @ParameterizedTest
    @CsvSource({"Tesla K80, 3, 7", "Tesla V100, 7, 0", "GeForce RTX 3090, 8, 6", "GeForce RTX 4090, 8, 9"})
    void takesAGpuThatTheBackEndHasCodeFor(String name, int major, int minor) {
        assertThat(CudaDevices.refusal(name, major, minor)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"NVIDIA H100 80GB HBM3, 9, 0", "NVIDIA B200, 10, 0", "GeForce RTX 5090, 12, 0", "Tesla K40, 3, 5"})
    void refusesAGpuThatItHasNoCodeFor(String name, int major, int minor) {
        Map<String, Object> device = new HashMap<>();
        device.put(Nd4jEnvironment.CUDA_DEVICE_NAME_KEY, name);
        device.put(Nd4jEnvironment.CUDA_DEVICE_MAJOR_VERSION_KEY, major);
        device.put(Nd4jEnvironment.CUDA_DEVICE_MINOR_VERSION_KEY, minor);

        assertThatThrownBy(
                        () -> CudaDevices.check(Map.of(Nd4jEnvironment.CUDA_DEVICE_INFORMATION_KEY, List.of(device))))
                .isInstanceOf(NetworkException.class)
                .hasMessage("the GPU " + name + " has compute capability " + major + "." + minor
                        + ", but ND4J's CUDA back end (nd4j-cuda-11.6) has code for 3.7 to 8.6 only: put the CPU back"
                        + " end (nd4j-native) on the class path instead");
    }

    @Test
    void aBackEndWithoutGpusPasses() {
        CudaDevices.check(Map.of(Nd4jEnvironment.BACKEND_KEY, "CPU"));
    }

    @Test
    void findsTheEnginesOfOthersByTheirNames() {
        int before = BorrowedProvider.MADE.get();
        try (Engine engine = Engines.create("borrowed", DataType.FLOAT, 1)) {
            assertThat(engine.dataType()).isEqualTo(DataType.FLOAT);
        }
        assertThat(BorrowedProvider.MADE).hasValue(before + 1);
        assertThatThrownBy(() -> Engines.create("borrowed", DataType.DOUBLE, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessage("the borrowed engine computes in float only");
        assertThat(Engines.missing("borrowed", DataType.DOUBLE)).contains("the borrowed engine computes in float only");
        // It is first on the class path, and still not the one that another name asks for.
        assertThat(Engines.missing("vector", DataType.FLOAT)).isPresent();
    }

    @Test
    void refusesANameThatTwoEnginesHave() {
        assertThatThrownBy(() -> Engines.create("twice", DataType.FLOAT, 1))
                .isInstanceOf(NetworkException.class)
                .hasMessage(
                        "two engines on the class path are called 'twice': " + BorrowedProvider.First.class.getName()
                                + " and " + BorrowedProvider.Second.class.getName() + "; take one of them off it");
    }

    private record Others(Site site) implements Op<Runnable> {}

    @Test
    void saysWhoseKernelComputesAnOperation() {
        assertThat(Engines.kernelOf("nd4j", Dense.class.getName())).isEqualTo(KernelOf.ENGINE);
        assertThat(Engines.kernelOf("nd4j", Others.class.getName())).isEqualTo(KernelOf.NOBODY);
        assertThat(Engines.fallback("nd4j")).isEmpty();
        assertThat(Engines.kernelOf("borrowed", Dense.class.getName())).isEqualTo(KernelOf.ENGINE);
        assertThat(Engines.kernelOf("borrowed", Conv2d.class.getName())).isEqualTo(KernelOf.FALLBACK);
        assertThat(Engines.kernelOf("borrowed", DenseActivation.class.getName()))
                .isEqualTo(KernelOf.OPERATION);
        assertThat(Engines.fallback("borrowed")).contains("nd4j");
        assertThatThrownBy(() -> Engines.kernelOf("nd4j", "org.example.Nowhere"))
                .isInstanceOf(NetworkException.class)
                .hasMessage("the operation org.example.Nowhere is not on the class path");
    }
}
