package org.netloom.benchmarks.kernels;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.netloom.kernel.internal.Axis;
import org.netloom.kernel.internal.Extent;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.TapSums;
import org.netloom.kernel.internal.TapSumsLoop;
import org.netloom.kernel.internal.WeightSums;
import org.netloom.kernel.internal.WeightSumsLoop;
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

/** A convolution of a batch, its gradient by the input, and its gradient by the weights as sums over lanes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Convolutions {

    /** The sizes of a convolution of stride 1. */
    public enum Layer {
        LENET_CONV1(256, 1, 6, 28, 5, 0),
        LENET_CONV2(256, 6, 16, 12, 5, 0),
        RESNET18_STAGE1(64, 64, 64, 32, 3, 1),
        RESNET18_STAGE2(64, 128, 128, 16, 3, 1),
        RESNET18_STAGE4(64, 512, 512, 4, 3, 1);

        private final int batch;
        private final int in;
        private final int out;
        private final int size;
        private final int kernel;
        private final int pad;

        Layer(int batch, int in, int out, int size, int kernel, int pad) {
            this.batch = batch;
            this.in = in;
            this.out = out;
            this.size = size;
            this.kernel = kernel;
            this.pad = pad;
        }

        int outSize() {
            return size + 2 * pad - kernel + 1;
        }
    }

    @Param
    public Layer layer = Layer.LENET_CONV1;

    private final Arena arena = Arena.ofShared();
    private TapSumsLoop forward = loop(Layer.LENET_CONV1, false);
    private TapSumsLoop backward = loop(Layer.LENET_CONV1, true);
    private WeightSumsLoop weightSums = weightSums(Layer.LENET_CONV1);
    private int blocks;
    private long x;
    private long y;
    private long w;
    private long dx;
    private long dw;
    private long scratch;

    @Setup
    public void make() {
        forward = loop(layer, false);
        backward = loop(layer, true);
        weightSums = weightSums(layer);
        blocks = Lanes.blocks(layer.batch);
        long inputs = (long) blocks * Lanes.COUNT * layer.in * layer.size * layer.size;
        x = Blocks.random(arena, inputs);
        dx = Blocks.random(arena, inputs);
        y = Blocks.random(arena, (long) blocks * Lanes.COUNT * layer.out * layer.outSize() * layer.outSize());
        w = Blocks.random(arena, (long) layer.out * layer.in * layer.kernel * layer.kernel);
        dw = Blocks.random(arena, (long) layer.out * layer.in * layer.kernel * layer.kernel);
        scratch = Blocks.random(arena, WeightSumsLoop.SCRATCH);
    }

    @TearDown
    public void close() {
        arena.close();
    }

    private static Extent extent(Layer layer) {
        return new Extent(layer.size, layer.outSize(), layer.kernel, 1, layer.pad, 1);
    }

    private static TapSumsLoop loop(Layer layer, boolean back) {
        Extent extent = extent(layer);
        TapSums.Window kernel = new TapSums.Window(layer.kernel, layer.kernel);
        if (back) {
            Axis axis = Axis.backward(extent);
            TapSums.Window dy = new TapSums.Window(layer.outSize(), layer.outSize());
            return new TapSumsLoop(TapSums.transposed(1, layer.out, layer.in, axis, axis, dy, kernel));
        }
        Axis axis = Axis.forward(extent);
        TapSums.Window x = new TapSums.Window(layer.size, layer.size);
        return new TapSumsLoop(TapSums.convolution(1, layer.in, layer.out, axis, axis, x, kernel));
    }

    private static WeightSumsLoop weightSums(Layer layer) {
        return new WeightSumsLoop(WeightSums.convolution(1, layer.in, layer.out, extent(layer), extent(layer)));
    }

    @Benchmark
    public void forward() {
        forward.run(0, 1, x, y, w, Lanes.ZEROS, null, blocks);
    }

    @Benchmark
    public void inputGradient() {
        backward.run(0, 1, y, dx, w, Lanes.ZEROS, null, blocks);
    }

    @Benchmark
    public void weightSums() {
        weightSums.run(0, 1, x, y, dw, blocks, scratch);
    }
}
