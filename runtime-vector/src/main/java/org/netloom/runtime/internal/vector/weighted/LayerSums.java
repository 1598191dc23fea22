package org.netloom.runtime.internal.vector.weighted;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.kernel.internal.ActivationLoops;
import org.netloom.kernel.internal.Lanes;
import org.netloom.kernel.internal.Planes;
import org.netloom.kernel.internal.Share;
import org.netloom.kernel.internal.TapSums;
import org.netloom.kernel.internal.TapSumsLoop;
import org.netloom.kernel.internal.WeightProducts;
import org.netloom.kernel.internal.WeightSums;
import org.netloom.kernel.internal.WeightSumsLoop;
import org.netloom.runtime.internal.vector.memory.Operands;
import org.netloom.runtime.internal.vector.memory.Together;
import org.netloom.runtime.internal.vector.memory.VectorMemory;
import org.netloom.runtime.internal.vector.memory.VectorTensor;
import org.netloom.runtime.internal.vector.memory.Workers;

/** Computes the sums that a layer with weights and a bias is made of, forward and backward, and has the memory for it. */
final class LayerSums implements AutoCloseable {
    private final Workers workers;
    private final Together together;
    private final BiasTask biasTask = new BiasTask();
    private final VectorMemory start = new VectorMemory();
    private final VectorMemory turned = new VectorMemory();
    private final VectorMemory products = new VectorMemory();

    LayerSums(Workers workers) {
        this.workers = workers;
        together = new Together(workers);
        start.reserve(1);
        turned.reserve(1);
        products.reserve(1);
    }

    /** A sum over taps. */
    static WeightedSum taps(TapSums gather) {
        return new WeightedSum.ByTaps(new TapSumsLoop(gather));
    }

    WeightGradient products(WeightProducts of) {
        return new WeightGradient.ByProducts(workers, of, turned, products);
    }

    WeightGradient sums(WeightSums of) {
        return new WeightGradient.BySums(workers, new WeightSumsLoop(of), turned);
    }

    /** Memory for a weights' gradient, which all layers use, one after the other. */
    VectorMemory turned() {
        return turned;
    }

    /** The like, for the gradient's sums. */
    VectorMemory products() {
        return products;
    }

    /** @param curve the function of the sums that y is; null where y is the sums */
    void forward(
            WeightedSum sum,
            VectorTensor x,
            INDArray weight,
            @Nullable INDArray bias,
            @Nullable ActivationLoops curve,
            VectorTensor y) {
        workers.run(sum.begin(x, Operands.address(weight), start(bias), curve, y));
    }

    /**
     * All gradients, in one go as far as they do not need each other.
     *
     * @param weights the gradient by the weights, begun before the one by the input: both take the same memory until then
     * @param input see {@link #input}; null where nobody needs it
     */
    void backward(Workers.Task weights, VectorTensor dy, @Nullable INDArray dBias, Workers.@Nullable Task input) {
        together.run(weights, dBias == null ? null : biasTask.of(dy, Operands.address(dBias)), input);
    }

    /** Begins the gradient by the input, if somebody needs it. */
    static Workers.@Nullable Task input(WeightedSum sum, VectorTensor dy, INDArray weight, @Nullable VectorTensor dx) {
        return dx == null ? null : sum.begin(dy, Operands.address(weight), Lanes.ZEROS, null, dx);
    }

    /** Where a vector of each channel's bias lies, until the next one, and room for three more; or {@link Lanes#ZEROS}. */
    long start(@Nullable INDArray bias) {
        if (bias == null) {
            return Lanes.ZEROS;
        }
        int channels = Math.toIntExact(bias.length());
        long at = start.address((channels + 3) * Lanes.COUNT);
        for (int o = 0; o < channels; o++) {
            Lanes.spread(Operands.address(bias) + (long) o * Float.BYTES, at + (long) o * Lanes.BYTES);
        }
        return at;
    }

    @Override
    public void close() {
        start.close();
        turned.close();
        products.close();
    }

    /** Σ dy of each channel. */
    private static final class BiasTask implements Workers.Task {
        private long dy;
        private long into;
        private int blocks;
        private long blockBytes;
        private int channels;
        private int places;
        private int channelStep;
        private int placeStep;

        BiasTask of(VectorTensor gradient, long target) {
            dy = gradient.address();
            into = target;
            blocks = gradient.blocks();
            blockBytes = gradient.blockBytes();
            boolean sequence = gradient.shape().size() == 2;
            places = sequence ? gradient.channels() : gradient.pixels();
            channels = gradient.elements() / places;
            channelStep = sequence ? 1 : places;
            placeStep = sequence ? channels : 1;
            return this;
        }

        @Override
        public void run(int worker, int workers) {
            int end = Share.first(channels, worker + 1, workers);
            for (int c = Share.first(channels, worker, workers); c < end; c++) {
                double sum = 0;
                for (int block = 0; block < blocks; block++) {
                    long at = dy + block * blockBytes + (long) c * channelStep * Lanes.BYTES;
                    sum += Planes.sum(at, places, placeStep);
                }
                Lanes.put(into + (long) c * Float.BYTES, (float) sum);
            }
        }
    }
}
