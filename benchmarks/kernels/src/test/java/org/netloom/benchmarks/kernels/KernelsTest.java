package org.netloom.benchmarks.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every kernel runs at LeNet's sizes; what comes out of it here is no measurement. */
class KernelsTest {
    @Test
    void everyKernelRuns() throws Exception {
        List<RunResult> results = List.copyOf(new Runner(new OptionsBuilder()
                        .include("^org.netloom.benchmarks.kernels\\.")
                        .param("layer", "LENET_CONV2")
                        .shouldFailOnError(true)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run());
        assertThat(results)
                .extracting(result -> result.getParams().getBenchmark().replaceFirst(".*kernels\\.", ""))
                .containsExactlyInAnyOrder(
                        "Convolutions.forward",
                        "Convolutions.inputGradient",
                        "Convolutions.weightSums",
                        "Planes.moments",
                        "Planes.affine",
                        "Planes.affineBackward");
        assertThat(results)
                .allSatisfy(result -> assertThat(
                                result.getPrimaryResult().getStatistics().getMin())
                        .isPositive());
    }
}
