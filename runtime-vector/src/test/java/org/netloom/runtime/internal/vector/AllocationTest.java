package org.netloom.runtime.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.op.CrossEntropyLoss;
import org.netloom.op.MeanSquaredErrorLoss;
import org.netloom.op.RowLoss;
import org.netloom.op.Tensor;
import org.netloom.runtime.InferencePass;
import org.netloom.runtime.Network;
import org.netloom.runtime.TrainingPass;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.loss.BinaryCrossEntropy;
import org.netloom.runtime.loss.CrossEntropy;

/**
 * What a step leaves for the garbage collector: nothing, on the caller's thread and on the workers'. The bound of a byte a
 * step is for what the virtual machine itself allocates meanwhile.
 *
 * <p>In a virtual machine of its own: where a thousand networks of all shapes have run, HotSpot compiles for all of them, and
 * does not always find that an object is needed nowhere.
 */
class AllocationTest {
    static final CrossEntropyLoss.Kernel CROSS_ENTROPY = Rig.VECTOR.kernel(new CrossEntropyLoss());
    private static final MeanSquaredErrorLoss.Kernel SQUARED_ERROR = Rig.VECTOR.kernel(new MeanSquaredErrorLoss());
    static final int BATCH = 32;
    private static final int STEPS = 1000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final INDArray x = images();
    private final int[] labels = new SplittableRandom(2).ints(BATCH, 0, 10).toArray();

    static INDArray images() {
        double[] values = new SplittableRandom(1).doubles(BATCH * 784L).toArray();
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return Nd4j.createFromArray(floats).reshape(BATCH, 1, 28, 28).dup('c');
    }

    /** The bytes that the calling thread and the workers have allocated. */
    private static long[] allocated(long[] workers) {
        long ofWorkers = 0;
        for (long worker : workers) {
            ofWorkers += THREADS.getThreadAllocatedBytes(worker);
        }
        return new long[] {THREADS.getCurrentThreadAllocatedBytes(), ofWorkers};
    }

    private static long[] workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("netloom-vector-"))
                .mapToLong(Thread::threadId)
                .toArray();
    }

    /**
     * Steps until HotSpot has compiled everything, and compiled again what it had been too sure of: which shows in a
     * thousand steps without an allocation.
     */
    static void requireNone(String what, Runnable step) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        long[] workers = workers();
        long bytes;
        long bytesOfWorkers;
        long bytesOutsideTheHeap;
        do {
            long nativeBefore = Pointer.totalBytes();
            long[] before = allocated(workers);
            for (int i = 0; i < STEPS; i++) {
                step.run();
            }
            long[] after = allocated(workers);
            bytes = after[0] - before[0];
            bytesOfWorkers = after[1] - before[1];
            bytesOutsideTheHeap = Pointer.totalBytes() - nativeBefore;
        } while (bytes + bytesOfWorkers >= STEPS && System.nanoTime() - deadline < 0);
        assertThat(bytes).as("bytes of 1,000 steps of %s", what).isLessThan(STEPS);
        assertThat(bytesOfWorkers).as("bytes of the workers").isLessThan(STEPS);
        assertThat(bytesOutsideTheHeap).as("bytes outside the Java heap").isZero();
    }

    @Test
    void trainingByWinogradsAlgorithmLeavesNoGarbage() {
        String body = "input(1, 28, 28) maxpool(2) conv(4, 3, pad=1, algorithm=winograd2) relu"
                + " conv(4, 3, algorithm=winograd4) relu flatten dense(10)";
        requireNoneInTraining(body);
    }

    @Test
    void trainingWithStatisticsThatFollowTheWeightsLeavesNoGarbage() {
        String body = "input(1, 28, 28) maxpool(2) conv(6, 3, stride=2) bn(stats=projected) relu"
                + " conv(4, 3) bn(stats=kalman(control=true)) relu flatten dense(10)";
        requireNoneInTraining(body);
    }

    /** A step of training of a network of images, with a class for each. */
    private void requireNoneInTraining(String body) {
        try (Network network = Nets.make(Nets.compile(body), Rig.VECTOR, 1);
                TrainingPass pass = network.training()) {
            requireNone("training", () -> {
                Tensor y = pass.forward(x);
                CROSS_ENTROPY.compute(y, labels, pass.outputGradient());
                pass.backward();
            });
        }
    }

    @Test
    void trainingOfNormalizedImagesAndSequencesLeavesNoGarbage() {
        String body =
                "input(1, 28, 28) maxpool(2) conv(6, 3) bn(ghost=10) groupnorm(3) relu pad(1) upsample(2, bilinear) maxpool(2)"
                        + " upsample(2) avgpool(4) tokens class_token positions(learned=true) layernorm positions mean dense(10)";
        try (Network network = Nets.make(Nets.compile(body), Rig.VECTOR, 1);
                TrainingPass pass = network.training();
                NdArray target = new NdArray(Nd4j.rand(BATCH, 10))) {
            requireNone("training", () -> {
                Tensor y = pass.forward(x);
                SQUARED_ERROR.compute(y, target, pass.outputGradient());
                pass.backward();
            });
        }
    }

    /** Losses of rows, of classes and of numbers. */
    @Test
    void lossesOfRowsLeaveNoGarbage() {
        RowLoss.Kernel smooth = Rig.VECTOR.kernel(new RowLoss(
                CrossEntropy.of().withLabelSmoothing(0.1).withIgnore(3).withWeights(1, 2, 3, 4, 5, 6, 7, 8, 9, 1)));
        RowLoss.Kernel binary =
                Rig.VECTOR.kernel(new RowLoss(BinaryCrossEntropy.of().withPosWeight(2)));
        try (Network network = Nets.make(Nets.compile("input(1, 28, 28) flatten dense(10)"), Rig.VECTOR, 1);
                TrainingPass pass = network.training();
                NdArray target = new NdArray(Nd4j.rand(BATCH, 10))) {
            requireNone("losses of rows", () -> {
                Tensor y = pass.forward(x);
                smooth.ofClasses(y, labels, pass.outputGradient());
                binary.ofNumbers(y, target, pass.outputGradient());
                pass.backward();
            });
        }
    }

    /** A step of training of a network of sequences, with a class at each step. */
    private static void requireNoneOf(String body, int steps, int features) {
        float[] values = new float[BATCH * steps * features];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * i);
        }
        int[] classes = new SplittableRandom(2).ints((long) BATCH * steps, 0, 4).toArray();
        try (Network network = Nets.make(Nets.compile(body), Rig.VECTOR, 1);
                TrainingPass pass = network.training();
                InferencePass inference = network.inference();
                INDArray sequences = Nd4j.createFromArray(values).reshape(BATCH, steps, features)) {
            requireNone("training of " + body, () -> {
                Tensor y = pass.forward(sequences);
                CROSS_ENTROPY.compute(y, classes, pass.outputGradient());
                pass.backward();
                inference.forward(sequences);
            });
        }
    }

    @Test
    void trainingOfAnEmbeddingLeavesNoGarbage() {
        try (Network network =
                        Nets.make(Nets.compile("input(9) embed(5, 20) layernorm last dense(10)"), Rig.VECTOR, 1);
                TrainingPass pass = network.training();
                INDArray tokens = tokens()) {
            requireNone("training", () -> {
                Tensor y = pass.forward(tokens);
                CROSS_ENTROPY.compute(y, labels, pass.outputGradient());
                pass.backward();
            });
        }
    }

    private static INDArray tokens() {
        float[] values = new float[BATCH * 9];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 5;
        }
        return Nd4j.createFromArray(values).reshape(BATCH, 9);
    }

    @Test
    void trainingOfRecurrentLayersLeavesNoGarbage() {
        requireNoneOf("input(7, 9) rnn(16) gru(14) lstm(12) dense(4)", 7, 9);
    }

    @Test
    void trainingOfAttentionLeavesNoGarbage() {
        requireNoneOf("input(9, 8) attention(2) attention(4, causal=true) dense(4)", 9, 8);
    }
}
