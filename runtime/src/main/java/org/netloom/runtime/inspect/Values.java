package org.netloom.runtime.inspect;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.netloom.runtime.internal.io.HostMemory;

/** Numbers of arrays, in double. */
final class Values {
    private Values() {}

    /** All of them, in row-major order. */
    static double[] of(INDArray array) {
        HostMemory memory = new HostMemory(array);
        double[] values = new double[Math.toIntExact(array.length())];
        for (int i = 0; i < values.length; i++) {
            values[i] = memory.isDouble()
                    ? memory.doubles().get(i)
                    : memory.floats().get(i);
        }
        return values;
    }

    /** The root of the mean square. */
    static double rms(double[] values) {
        return Math.sqrt(squares(values) / values.length);
    }

    /** The sum of squares. */
    static double squares(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
