package org.netloom.runtime.optim;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.netloom.runtime.internal.io.HostMemory;
import org.netloom.runtime.parameter.Gradient;

/** The elements of a gradient in this machine's own memory. */
final class GradientMemory {
    /** Sums beside one another, because each addition waits for the one before. Their number is part of the result. */
    private static final int SUMS = 8;

    private final HostMemory memory;
    private final int length;
    private final double[] sums = new double[SUMS];

    GradientMemory(Gradient gradient) {
        memory = new HostMemory(gradient.value().values());
        length = Math.toIntExact(gradient.value().values().length());
    }

    double sumOfSquares() {
        Arrays.fill(sums, 0);
        FloatBuffer floats = memory.floats();
        DoubleBuffer doubles = memory.doubles();
        for (int i = 0; i < length; i++) {
            double value = memory.isDouble() ? doubles.get(i) : floats.get(i);
            sums[i % SUMS] += value * value;
        }
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum;
    }

    void scale(double factor) {
        FloatBuffer floats = memory.floats();
        DoubleBuffer doubles = memory.doubles();
        for (int i = 0; i < length; i++) {
            if (memory.isDouble()) {
                doubles.put(i, doubles.get(i) * factor);
            } else {
                floats.put(i, (float) (floats.get(i) * factor));
            }
        }
        memory.written();
    }

    /** NaN stays NaN, so that training sees it. */
    void limit(double max) {
        FloatBuffer floats = memory.floats();
        DoubleBuffer doubles = memory.doubles();
        for (int i = 0; i < length; i++) {
            if (memory.isDouble()) {
                doubles.put(i, Math.max(-max, Math.min(max, doubles.get(i))));
            } else {
                floats.put(i, (float) Math.max(-max, Math.min(max, floats.get(i))));
            }
        }
        memory.written();
    }
}
