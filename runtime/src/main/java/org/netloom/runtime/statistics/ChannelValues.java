package org.netloom.runtime.statistics;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.engine.NdArray;
import org.netloom.runtime.exception.ClosedException;
import org.netloom.runtime.internal.io.HostMemory;

/**
 * An array of one value for each channel, read and written as doubles without garbage: it is used in every step.
 *
 * <p>Beside an array of floats the digits that those lose are kept, as long as nobody else writes to it: an average moves
 * by a small part of a difference at a time, and around 1e6, where neighboring floats are 0.06 apart, one of floats would
 * stop far from where it is going.
 */
final class ChannelValues {
    private final NdArray owner;
    private final INDArray array;
    private final boolean isDouble;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    /** What was set last, in full. */
    private final double[] exact;

    /** @param owner [C], FLOAT or DOUBLE, no view */
    ChannelValues(NdArray owner) {
        this.owner = owner;
        this.array = owner.values();
        HostMemory memory = new HostMemory(array);
        this.isDouble = memory.isDouble();
        this.floats = memory.floats();
        this.doubles = memory.doubles();
        this.exact = new double[Math.toIntExact(array.length())];
        round();
    }

    NdArray array() {
        return owner;
    }

    /** Refuses memory that went with its network, which the buffers here would still write to. */
    void requireOpen() {
        if (array.wasClosed()) {
            throw new ClosedException("the network of these moving statistics is closed, and they with it");
        }
    }

    int length() {
        return Math.toIntExact(array.length());
    }

    /** To be called before reading: brings the values here from where a device or somebody else has them. */
    ChannelValues fetch() {
        Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
        return this;
    }

    double get(int channel) {
        if (isDouble) {
            return doubles.get(channel);
        }
        float stored = floats.get(channel);
        // Another float is somebody else's, and then it counts.
        return (float) exact[channel] == stored ? exact[channel] : stored;
    }

    /** Whether somebody else wrote the value that is there. */
    boolean isForeign(int channel) {
        return isDouble ? doubles.get(channel) != exact[channel] : (float) exact[channel] != floats.get(channel);
    }

    void set(int channel, double value) {
        exact[channel] = value;
        if (isDouble) {
            doubles.put(channel, value);
        } else {
            floats.put(channel, (float) value);
        }
    }

    /** Forgets the digits that are not in the array. */
    void round() {
        fetch();
        for (int c = 0; c < exact.length; c++) {
            exact[c] = isDouble ? doubles.get(c) : floats.get(c);
        }
    }

    /** To be called after writing. */
    void publish() {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}
