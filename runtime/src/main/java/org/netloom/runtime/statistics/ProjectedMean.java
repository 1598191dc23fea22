package org.netloom.runtime.statistics;

import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongSupplier;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.internal.io.HostMemory;
import org.netloom.runtime.statistics.Estimator.Linear;

/**
 * The mean of what a linear layer puts out, for the weights that it has now: {@code mean[c] = Σ_t W[c][t] m[t] + bias[c] +
 * offset[c]}, with the running mean m of what each tap of the layer reads.
 *
 * <p>The array of the mean is computed when it is read and the network's parameters have changed since. What somebody else
 * writes into it counts, as the mean for the weights of that moment: the offset takes the difference.
 */
final class ProjectedMean {
    private final Linear linear;
    private final ChannelValues mean;
    private final ChannelValues inputs;
    private final ChannelValues offset;
    private final LongSupplier revision;
    private final Weights weights;
    private final double[] inputMeans;
    /** What the weights made of the inputs at the last {@link #restart}. */
    private final double[] followed;
    /** The revision that the array of the mean is of. */
    private long shown = -1;
    /** Whether the mean stays as it is while the weights move. */
    private boolean frozen;

    /**
     * @param mean [C]
     * @param inputs m, [taps], zeros at first
     * @param offset [C], zeros at first
     * @param revision counts the changes of the network's parameters
     */
    ProjectedMean(Linear linear, ChannelValues mean, NdArray inputs, NdArray offset, LongSupplier revision) {
        this.linear = linear;
        this.mean = mean;
        this.inputs = new ChannelValues(inputs);
        this.offset = new ChannelValues(offset);
        this.revision = revision;
        this.inputMeans = new double[this.inputs.length()];
        this.followed = new double[mean.length()];
        this.weights = new Weights();
        mean.array().beforeReading(this::show);
    }

    /** What is computed when it is read. */
    ChannelValues mean() {
        return mean;
    }

    Linear linear() {
        return linear;
    }

    int taps() {
        return inputMeans.length;
    }

    void addMemory(Memory memory) {
        memory.add(inputs);
        memory.add(offset);
        memory.add(followed);
    }

    /** Makes the array of the mean that of the weights of now. */
    private void show() {
        long now = revision.getAsLong();
        if (shown == now) {
            return;
        }
        if (frozen) {
            mean.fetch();
            restart();
            return;
        }
        shown = now;
        adopt();
        weights.fetch();
        for (int c = 0; c < mean.length(); c++) {
            mean.set(c, weights.mean(c) + offset.get(c));
        }
        mean.publish();
    }

    /** While true the mean stays, and the offset takes what the weights would move it by. */
    void freeze(boolean freeze) {
        show();
        frozen = freeze;
    }

    /** Lets what somebody else wrote into the array of the mean count. */
    private void adopt() {
        mean.fetch();
        offset.fetch();
        boolean fetched = false;
        for (int c = 0; c < mean.length(); c++) {
            if (mean.isForeign(c)) {
                if (!fetched) {
                    weights.fetch();
                    fetched = true;
                }
                offset.set(c, mean.get(c) - weights.mean(c));
                mean.set(c, mean.get(c));
            }
        }
        offset.publish();
    }

    /**
     * Makes the array of the mean that of the weights of now, and moves what was measured before by what the weights have
     * moved the mean since.
     *
     * @param measured [C], of the last {@link #follow}
     */
    void bring(double[] measured) {
        adopt();
        weights.fetch();
        for (int c = 0; c < mean.length(); c++) {
            double now = weights.mean(c);
            measured[c] += now - followed[c];
            mean.set(c, now + offset.get(c));
        }
    }

    /**
     * Moves toward what a batch says of the inputs.
     *
     * @param keepsMean whether the mean is to stay as it stands in the array, by another offset; otherwise the offset fades
     */
    void follow(double[] ofBatch, double gain, boolean keepsMean) {
        if (ofBatch.length != taps()) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT, "a batch says %d means of inputs where %d are followed", ofBatch.length, taps()));
        }
        if (!keepsMean) {
            adopt();
        }
        inputs.fetch();
        for (int t = 0; t < ofBatch.length; t++) {
            double old = inputs.get(t);
            inputs.set(t, gain == 1 ? ofBatch[t] : old + gain * (ofBatch[t] - old));
        }
        inputs.publish();
        if (keepsMean) {
            restart();
            return;
        }
        for (int c = 0; c < offset.length(); c++) {
            offset.set(c, (1 - gain) * offset.get(c));
        }
        offset.publish();
        shown = -1;
    }

    /** Makes the array of the mean, as it stands, the mean for the weights of now. */
    void restart() {
        weights.fetch();
        for (int c = 0; c < mean.length(); c++) {
            followed[c] = weights.mean(c);
            offset.set(c, mean.get(c) - followed[c]);
        }
        offset.publish();
        shown = revision.getAsLong();
    }

    /** Forgets the inputs; the mean stays what it is, for the weights of now. */
    void forget() {
        for (int t = 0; t < inputs.length(); t++) {
            inputs.set(t, 0);
        }
        inputs.publish();
        mean.fetch();
        restart();
    }

    /** The layer's weights, to be read as they are. */
    private final class Weights {
        private final INDArray[] arrays;
        private final IntToDoubleFunction weight;
        private final IntToDoubleFunction bias;

        Weights() {
            NdArray added = linear.bias();
            INDArray first = linear.weight().values();
            arrays = added == null ? new INDArray[] {first} : new INDArray[] {first, added.values()};
            weight = new HostMemory(first)::get;
            bias = added == null ? channel -> 0 : new HostMemory(added.values())::get;
        }

        /** To be called before reading: the weights and the means of the inputs as they are now. */
        void fetch() {
            for (INDArray array : arrays) {
                Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
            }
            inputs.fetch();
            for (int t = 0; t < inputMeans.length; t++) {
                inputMeans[t] = inputs.get(t);
            }
        }

        double mean(int channel) {
            return linear.op().outputMean(channel, linear.weight().shape(), weight, inputMeans)
                    + bias.applyAsDouble(channel);
        }
    }
}
