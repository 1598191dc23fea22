package org.netloom.benchmarks.networks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netloom.runtime.internal.io.Json;
import picocli.CommandLine;

class NetworksCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Programs programs, String... arguments) {
        return new CommandLine(new NetworksCommand(programs))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void thePeersTakeTurnsAndWhoCannotIsNotAskedAgain() {
        FakePrograms programs = new FakePrograms(100, 0);
        assertThat(run(programs, "--only", "mlp,training", "--threads", "2")).isZero();
        assertThat(programs.asked)
                .containsExactly(
                        "peak 2",
                        "netloom-vector",
                        "netloom-nd4j",
                        "djl",
                        "dl4j",
                        "netloom-nd4j",
                        "djl",
                        "dl4j",
                        "netloom-nd4j",
                        "djl",
                        "dl4j");
        assertThat(err.toString()).contains("benchmarks: mlp training, batch 256, 2 threads, round 2 of 3: djl\n");
    }

    /** mlp: 2 (784·256 + 256·10) FLOPs forward, twice that and the last layer's input gradient for a step. */
    @Test
    void theTableHasMediansAndRatios() {
        assertThat(run(new FakePrograms(100, 0), "--only", "mlp,training", "--threads", "2"))
                .isZero();
        assertThat(out).hasToString("""
                        peak, 2 threads: 200 GFLOP/s

                        mlp training, batch 256, 2 threads
                          peer                   images/s       step, ms         to djl        of peak     memory, MB first step, ms
                          netloom-vector   not measured: there is no engine 'vector'
                          netloom-nd4j             25,600          10.00           2.00           10 %            300            500
                          djl                      12,800          20.00           1.00            5 %            300          1,000
                          dl4j                      6,400          40.00           0.50            3 %            300          2,000  (not steady after the warm-up)
                        """);
    }

    @Test
    void latencyIsAskedOfOnnxRuntimeToo() {
        FakePrograms programs = new FakePrograms(Double.NaN, 0);
        assertThat(run(
                        programs,
                        "--only",
                        "lenet_bn,latency,start",
                        "--rounds",
                        "1",
                        "--peers",
                        "netloom-nd4j,onnxruntime",
                        "--against",
                        "onnxruntime"))
                .isZero();
        assertThat(programs.asked).containsExactly("netloom-nd4j", "onnxruntime", "netloom-nd4j");
        assertThat(out.toString().lines())
                .anyMatch(line -> line.matches("  netloom-nd4j +5\\.00 +10\\.00 +2\\.00 +300 +500"))
                .anyMatch(line -> line.matches("  onnxruntime +10\\.00 +20\\.00 +1\\.00 +300 +1,000"))
                .anyMatch(line -> line.matches("  netloom-nd4j +500 +500 +- +300"));
    }

    @Test
    void anotherNetworkGivesNoFigures() {
        run(new FakePrograms(100, 3), "--only", "mlp,inference", "--rounds", "1");
        assertThat(out.toString())
                .contains(
                        "  dl4j             not measured: its network has 203533 parameters and not 203530: it is another"
                                + " one\n");
    }

    @Test
    void withoutAPeakThereIsNoShare() {
        run(new FakePrograms(Double.NaN, 0), "--only", "mlp,inference", "--rounds", "1", "--threads", "1");
        assertThat(out.toString())
                .startsWith("peak, 1 thread: not measured: there is no module benchmarks/peers/peak\n")
                .containsPattern("  djl +25,600 +10\\.00 +1\\.00 +- +300 +1,000\n");
    }

    @Test
    void theJsonHasTheMediansAndEveryRound(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("figures.json");
        assertThat(run(new FakePrograms(100, 0), "--only", "mlp,training", "--threads", "2", "--json", file.toString()))
                .isZero();
        Map<?, ?> document = (Map<?, ?>) requireNonNull(Json.parse(Files.readString(file)));
        assertThat(document.get("compared_with")).isEqualTo("djl");
        assertThat(document.get("peak_gflops")).isEqualTo(Map.of("2", 200.0));
        assertThat(String.valueOf(document.get("machine"))).contains("os=", "cores=");
        List<?> results = (List<?>) requireNonNull(document.get("results"));
        assertThat((Map<?, ?>) results.get(0))
                .isEqualTo(Map.of(
                        "net", "mlp",
                        "kind", "training",
                        "batch", 256L,
                        "threads", 2L,
                        "peer", "netloom-vector",
                        "failed", "there is no engine 'vector'"));
        Map<?, ?> nd4j = (Map<?, ?>) results.get(1);
        assertThat(nd4j.get("step_ms")).isEqualTo(10.0);
        assertThat(nd4j.get("ratio")).isEqualTo(2.0);
        List<Object> rounds = new ArrayList<>();
        ((List<?>) requireNonNull(nd4j.get("rounds"))).forEach(round -> rounds.add(((Map<?, ?>) round).get("step_ms")));
        assertThat(rounds).containsExactly(5.0, 15.0, 10.0);
    }

    /** A run takes an hour; whatever stops it leaves what there was until then. */
    @Test
    void whatThereIsIsToldAndWrittenBeforeTheRunIsOver(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("figures.json");
        FakePrograms all = new FakePrograms(100, 0);
        Programs stopped = new Programs() {
            @Override
            public Outcome run(Peer peer, Setting setting) {
                if (all.asked.size() == 6) {
                    throw new IllegalStateException("pulled the plug");
                }
                return all.run(peer, setting);
            }

            @Override
            public Outcome peak(int threads) {
                return all.peak(threads);
            }
        };
        assertThat(run(stopped, "--only", "mlp,training", "--threads", "2", "--json", file.toString()))
                .isNotZero();
        assertThat(out).hasToString("");
        assertThat(err.toString())
                .contains(
                        "netloom-vector\nbenchmarks:   not measured: there is no engine 'vector'\n",
                        "round 1 of 3: djl\nbenchmarks:   25,600 images/s, 10.00 ms a step, 300 MB\n",
                        "round 2 of 3: netloom-nd4j\nbenchmarks:   17,067 images/s, 15.00 ms a step, 300 MB\n");
        Map<?, ?> document = (Map<?, ?>) requireNonNull(Json.parse(Files.readString(file)));
        Map<?, ?> djl = (Map<?, ?>) ((List<?>) requireNonNull(document.get("results"))).get(2);
        assertThat(djl.get("peer")).isEqualTo("djl");
        assertThat(djl.get("step_ms")).isEqualTo(10.0);
        assertThat((List<?>) djl.get("rounds")).hasSize(1);
    }

    @Test
    void everyMeasurementHasItsSentence() {
        run(new FakePrograms(100, 0), "--only", "lenet_bn,latency,start", "--rounds", "1", "--peers", "djl");
        assertThat(err.toString())
                .contains(
                        "benchmarks:   median 10.00 µs, 99th percentile 20.00 µs, 300 MB\n",
                        "benchmarks:   first step after 1,000 ms, hundredth after 1,000 ms, 300 MB\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--only lenet | 'lenet' is neither a network (",
                "--peers torch | there is no peer 'torch': they are netloom-vector, netloom-nd4j,",
                "--against torch | there is no peer 'torch'",
                "--against onnxruntime --peers djl | onnxruntime is not measured, so nothing can be compared with it:",
                "--threads 0 | --threads takes at least 1, not 0",
                "--rounds 0 | --rounds takes at least 1, not 0",
                "--seconds -1 | --seconds takes seconds, 0 or more, not -1.0"
            })
    void aMistakeIsAnsweredBeforeAnythingRuns(String arguments, String answer) {
        FakePrograms programs = new FakePrograms(100, 0);
        assertThat(run(programs, arguments.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString()).startsWith(answer);
        assertThat(programs.asked).isEmpty();
    }

    @Test
    void whatIsNotBuiltIsNamed(@TempDir Path folder) throws Exception {
        PeerProcesses processes = new PeerProcesses(folder, 1, 1, 1);
        Setting setting = Setting.of(List.of("mlp", "training"), List.of(1)).get(0);
        assertThat(processes.run(Peer.DJL, setting).failure()).isEqualTo("there is no module benchmarks/peers/djl");
        Files.createDirectories(folder.resolve("djl"));
        Files.createFile(folder.resolve("djl/pom.xml"));
        assertThat(processes.run(Peer.DJL, setting).failure())
                .isEqualTo("it is not built: see benchmarks/target/peers.log");
    }
}
