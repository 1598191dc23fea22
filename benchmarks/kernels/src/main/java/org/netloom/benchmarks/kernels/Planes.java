package org.netloom.benchmarks.kernels;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.ChannelAffines;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Moments;
import org.netloom.op.Activation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What batch normalization and an activation do with all channels of a batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Planes {

    /** An activation behind a convolution. */
    public enum Layer {
        LENET_CONV1(256, 6, 24, Activation.Function.SIGMOID),
        LENET_CONV2(256, 16, 8, Activation.Function.SIGMOID),
        RESNET18_STAGE1(64, 64, 32, Activation.Function.RELU),
        RESNET18_STAGE4(64, 512, 4, Activation.Function.RELU);

        private final int batch;
        private final int channels;
        private final int pixels;
        private final Activation.Function function;

        Layer(int batch, int channels, int size, Activation.Function function) {
            this.batch = batch;
            this.channels = channels;
            this.pixels = size * size;
            this.function = function;
        }
    }

    @Param
    public Layer layer = Layer.LENET_CONV1;

    private final Arena arena = Arena.ofShared();
    private final double[] moments = new double[Moments.FIELDS];
    private ActivationLoops curve = ActivationLoops.identity();
    private int blocks;
    private long x;
    private long y;
    private long dy;
    private long dx;
    private long scratch;
    private final ChannelAffines affines = new ChannelAffines();

    @Setup
    public void make() {
        curve = ActivationLoops.of(Activation.of("activation", "", layer.function));
        blocks = Lanes.blocks(layer.batch);
        long floats = (long) blocks * Lanes.COUNT * layer.channels * layer.pixels;
        x = Blocks.random(arena, floats);
        y = Blocks.random(arena, floats);
        dy = Blocks.random(arena, floats);
        dx = Blocks.random(arena, floats);
        scratch = Blocks.random(arena, Moments.SCRATCH);
        affines.room(1);
        affines.mean[0] = 0.1f;
        affines.factor[0] = 1.5f;
        affines.offset[0] = 0.2f;
        affines.ofGradient[0] = 1.5f;
        affines.ofCentered[0] = 0.01f;
        affines.rest[0] = 0.02f;
    }

    @TearDown
    public void close() {
        arena.close();
    }

    private long channelBytes() {
        return (long) layer.pixels * Lanes.BYTES;
    }

    /** Mean and variance of each channel over the batch. */
    @Benchmark
    public double[] moments() {
        int lanesOfLast = layer.batch - (blocks - 1) * Lanes.COUNT;
        for (int channel = 0; channel < layer.channels; channel++) {
            long at = x + channel * channelBytes();
            Moments.measure(
                    at, layer.pixels, blocks, layer.channels * channelBytes(), lanesOfLast, scratch, moments, 0);
        }
        return moments;
    }

    /** y = f(a (x - mean) + b). */
    @Benchmark
    public void affine() {
        for (int plane = 0; plane < blocks * layer.channels; plane++) {
            long at = plane * channelBytes();
            curve.affine(x + at, y + at, layer.pixels, affines, 0);
        }
    }

    /** The gradient by x of the same. */
    @Benchmark
    public void affineBackward() {
        for (int plane = 0; plane < blocks * layer.channels; plane++) {
            long at = plane * channelBytes();
            curve.affineBackward(x + at, y + at, dy + at, dx + at, layer.pixels, affines, 0);
        }
    }
}
