package org.netloom.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every benchmark runs; what comes out of it here is no measurement. */
class MainTest {
    private final StringWriter out = new StringWriter();

    private int run(String... arguments) {
        return Main.run(true, new PrintWriter(out), new PrintWriter(out), arguments);
    }

    @Test
    void withoutASubjectItListsThem() {
        assertThat(run()).isZero();
        assertThat(out.toString().lines()).containsExactly("compile", "kernels", "networks", "start");
    }

    @Test
    void anUnknownSubjectIsAnswered() {
        assertThat(run("compil")).isEqualTo(2);
        assertThat(out.toString()).contains("there is no subject 'compil': they are compile, all, and networks");
    }

    @Test
    void everyBenchmarkHasALineOfTheTableAndIsInTheJson(@TempDir Path folder) throws Exception {
        Path json = folder.resolve("figures.json");
        assertThat(run("all", "--json", json.toString())).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("compile\\.TextToJava\\.compile resnet18 +[1-9]\\d*( +[\\d,.]+ ms){3}"))
                .anyMatch(
                        line -> line.matches("compile\\.TextToJava\\.compile layers1000 +[1-9]\\d*( +[\\d,.]+ ms){3}"));
        assertThat(Files.readString(json)).contains("\"resnet18\"", "\"layers1000\"", "\"cpuNanos\"");
    }
}
