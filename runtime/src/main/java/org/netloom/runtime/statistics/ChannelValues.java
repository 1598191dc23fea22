package org.netloom.runtime.statistics;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.netloom.runtime.ClosedException;
import org.netloom.runtime.io.HostMemory;

/** An array of one value for each channel, read and written as doubles without garbage: it is used in every step. */
final class ChannelValues {
    private final INDArray array;
    private final boolean isDouble;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;

    /** @param array [C], FLOAT or DOUBLE, no view */
    ChannelValues(INDArray array) {
        HostMemory memory = new HostMemory(array);
        this.array = array;
        this.isDouble = memory.isDouble();
        this.floats = memory.floats();
        this.doubles = memory.doubles();
    }

    INDArray array() {
        return array;
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
        return isDouble ? doubles.get(channel) : floats.get(channel);
    }

    void set(int channel, double value) {
        if (isDouble) {
            doubles.put(channel, value);
        } else {
            floats.put(channel, (float) value);
        }
    }

    /** To be called after writing. */
    void publish() {
        Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
    }
}
