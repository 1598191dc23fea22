package org.netloom.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.Add;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;

/**
 * Training on sequences keeps its memory: neither native memory nor garbage grows. It runs in a JVM of its own whose
 * heap is small and resident from the start, so that what grows is native.
 */
class SequenceMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String NET =
            "input(5) embed(11, 6) positions layernorm lstm(5) gru(4) rnn(6) attention(2) dense(7) gelu";
    private static final int STEPS = 2_000;

    /**
     * Runs differ by some 100 kB. The smallest activation, [16,5,4] in float, lost in each of the 1,000 steps between the
     * measurements would be 1,280 kB.
     */
    private static final long ALLOWED_KILOBYTES = 1_200;

    /**
     * What ND4J makes of small objects for its calls, of which a step has about 100, and what it takes to split a loop.
     * One step makes 280 kB of them; half as much again is room for another JVM.
     */
    private static final long ALLOWED_GARBAGE = 420_000;

    /**
     * That garbage is the same for every batch, but for a loop that is long enough for two threads. One activation
     * copied to the Java heap, [64,5,4] as doubles, would be 8 kB more.
     */
    private static final long ALLOWED_FOR_LARGER_BATCHES = 7_000;

    @Test
    void twoThousandStepsKeepAFlatResidentSizeAndMakeLittleGarbage() throws Exception {
        assumeTrue(Files.isReadable(STATUS), "no /proc/self/status here to read the resident size from");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms96m",
                        "-Xmx96m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // the optimizing compiler takes and returns some 20 MB when it likes
                        "-cp",
                        System.getProperty("java.class.path"),
                        SequenceMemoryTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        Map<String, Long> figures = output.lines()
                .filter(line -> line.startsWith("figure "))
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[1], words -> Long.parseLong(words[2])));
        assertThat(figures.get("grown"))
                .as("kilobytes more at the end of %d steps", STEPS)
                .isLessThan(ALLOWED_KILOBYTES);
        assertThat(figures.get("small")).as("bytes of garbage a step").isLessThan(ALLOWED_GARBAGE);
        assertThat(requireNonNull(figures.get("large")) - requireNonNull(figures.get("small")))
                .as("bytes of garbage more in a step of 64 examples than in one of 16")
                .isLessThan(ALLOWED_FOR_LARGER_BATCHES);
    }

    /** The run itself: it prints its figures. */
    public static void main(String[] args) throws IOException {
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 2);
                Network net = Compiled.make(Compiled.body(NET), engine);
                TrainingPass pass = net.training()) {
            INDArray large = tokens(64);
            INDArray small = tokens(16);
            INDArray few = tokens(5);
            run(pass, engine, large, 200);
            System.out.println("figure large " + run(pass, engine, large, 100));
            System.out.println("figure small " + run(pass, engine, small, 100));
            long early = Long.MAX_VALUE;
            long late = Long.MAX_VALUE;
            for (int step = 1; step <= STEPS; step++) {
                run(pass, engine, step % 4 == 0 ? few : small, 1);
                // The smallest of several: a single reading may catch the collector at work.
                if (step % 100 == 0 && step > STEPS / 4) {
                    if (step <= STEPS / 2) {
                        early = Math.min(early, residentKilobytes());
                    } else if (step > STEPS * 3 / 4) {
                        late = Math.min(late, residentKilobytes());
                    }
                }
            }
            System.out.println("figure grown " + (late - early));
        }
    }

    /** The bytes that all threads allocated in a step, on average. */
    private static long run(TrainingPass pass, Engine engine, INDArray x, int steps) {
        long before = allocated();
        for (int step = 0; step < steps; step++) {
            engine.kernel(Add.of("add1", "a.net:1:1")).backward(pass.forward(x), pass.outputGradient());
            pass.backward();
        }
        return (allocated() - before) / steps;
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes); // -1 of a thread that has ended
        }
        return sum;
    }

    private static INDArray tokens(int examples) {
        SplittableRandom random = new SplittableRandom(examples);
        double[] tokens = random.ints(examples * 5L, 0, 11).asDoubleStream().toArray();
        return Nd4j.createFromArray(tokens).reshape(examples, 5);
    }

    private static long residentKilobytes() throws IOException {
        try (var lines = Files.lines(STATUS, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
