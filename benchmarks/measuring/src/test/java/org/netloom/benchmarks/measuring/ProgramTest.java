package org.netloom.benchmarks.measuring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private int run(Library library, String arguments) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return Program.run("fake", library, out, arguments.split(" ", -1));
    }

    private String line() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void trainingIsOneLineOfFigures() {
        assertThat(run(workload -> new FakeTask(batch -> 1), "mlp training --threads 2 --seconds 0 --warmup 0"))
                .isZero();
        assertThat(line())
                .startsWith(Program.LINE_START
                        + "\"fake\",\"net\":\"mlp\",\"kind\":\"training\",\"batch\":256,\"threads\":2,"
                        + "\"description\":\"a \\\"fake\\\" \\\\ task\\u000a\",")
                .contains("\"parameters\":42,", "\"first_step_ms\":", "\"steps\":11,", "\"images_per_second\":")
                .hasLineCount(1);
    }

    @Test
    void latencyIsOfTwentyThousandCalls() {
        assertThat(run(workload -> new FakeTask(batch -> 1), "lenet_bn latency --warmup 0"))
                .isZero();
        assertThat(line()).contains("\"batch\":1,", "\"steps\":20000,", "\"median_us\":", "\"p99_us\":");
    }

    @Test
    void aStartIsOfAHundredSteps() {
        int[] steps = {0};
        Library library = workload -> new FakeTask(batch -> ++steps[0]);
        assertThat(run(library, "lenet_bn start")).isZero();
        assertThat(line()).contains("\"first_step_ms\":", "\"hundredth_step_ms\":");
        assertThat(steps[0]).isEqualTo(100);
    }

    @Test
    void whatALibraryCannotDoHasItsReason() {
        Library library = workload -> {
            throw new UnsupportedOperationException("no such engine");
        };
        assertThat(run(library, "mlp training")).isEqualTo(1);
        assertThat(line()).contains("\"failed\":\"no such engine\"").hasLineCount(1);
    }

    @Test
    void aMistakeHasItsSentence() {
        assertThat(run(workload -> new FakeTask(batch -> 1), "mlp")).isEqualTo(1);
        assertThat(line()).contains("\"failed\":\"needed are a network and a measurement");
    }

    @Test
    void aLossThatIsNoNumberGivesNoFigures() {
        assertThat(run(workload -> new FakeTask(batch -> Double.NaN), "mlp training"))
                .isEqualTo(1);
        assertThat(line()).contains("\"failed\":\"java.lang.IllegalStateException: step 1 came to NaN\"");
    }
}
