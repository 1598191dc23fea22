package nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.runtime.engine.Engine;
import org.netloom.runtime.engine.Engines;

/**
 * A long training run keeps its memory. It runs in a JVM of its own whose heap is small and resident from the start, so
 * that what grows is native.
 */
class FlatMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int STEPS = 10_000;

    /**
     * Runs differ by less than 1 MB. A leak of 700 bytes a step, a tenth of an activation of this network, would make
     * these 4 MB of the 6,000 steps between the measurements.
     */
    private static final long ALLOWED_MEGABYTES = 4;

    @Test
    void tenThousandStepsKeepAFlatResidentSize() throws Exception {
        assumeTrue(Files.isReadable(STATUS), "no /proc/self/status here to read the resident size from");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms64m",
                        "-Xmx64m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // the optimizing compiler takes and returns some 20 MB when it likes
                        "-cp",
                        System.getProperty("java.class.path"),
                        FlatMemoryTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        String grown = output.lines()
                .filter(line -> line.startsWith("grown "))
                .findFirst()
                .orElseThrow();
        assertThat(Long.parseLong(grown.substring("grown ".length())) / 1024)
                .as("megabytes more at the end of %d steps", STEPS)
                .isLessThan(ALLOWED_MEGABYTES);
    }

    /** The run itself: batches of 16 and, as at the end of an epoch, smaller ones. */
    public static void main(String[] args) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        try (Engine engine = Engines.create("nd4j", DataType.FLOAT, 2);
                TinyNet net = new TinyNet(engine);
                TinyNet.Training training = net.training();
                INDArray images = images(random, 16);
                INDArray few = images(random, 7)) {
            long early = Long.MAX_VALUE;
            long late = Long.MAX_VALUE;
            for (int step = 1; step <= STEPS; step++) {
                INDArray x = step % 4 == 0 ? few : images;
                int[] labels = new int[(int) x.size(0)];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = i % 3;
                }
                double loss = engine.kernel(new CrossEntropyLoss())
                        .compute(training.forward(x), labels, training.outputGradient());
                if (!Double.isFinite(loss)) {
                    throw new AssertionError("loss " + loss + " at step " + step);
                }
                training.backward();
                for (var gradient : training.gradients()) {
                    INDArray value = gradient.parameter().value();
                    Nd4j.getBlasWrapper()
                            .level1()
                            .axpy(value.length(), -0.05, gradient.value().values(), value);
                }
                // The smallest of several: a single reading may catch the collector at work.
                if (step % 250 == 0 && step >= 2_000) {
                    if (step <= 4_000) {
                        early = Math.min(early, residentKilobytes());
                    } else if (step > 8_000) {
                        late = Math.min(late, residentKilobytes());
                    }
                }
            }
            System.out.println("grown " + (late - early));
        }
    }

    private static INDArray images(SplittableRandom random, int n) {
        return Nd4j.createFromArray(random.doubles(n * 64L).toArray()).reshape(n, 1, 8, 8);
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
