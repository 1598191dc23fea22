package org.netloom.runtime.optim;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
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

    /** The array of sums is written once at the end: in the loop they are variables, which stay in registers. */
    double sumOfSquares() {
        memory.refresh();
        int whole = length - length % SUMS;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int i = 0; i < whole; i += SUMS) {
            s0 += square(i);
            s1 += square(i + 1);
            s2 += square(i + 2);
            s3 += square(i + 3);
            s4 += square(i + 4);
            s5 += square(i + 5);
            s6 += square(i + 6);
            s7 += square(i + 7);
        }
        sums[0] = s0;
        sums[1] = s1;
        sums[2] = s2;
        sums[3] = s3;
        sums[4] = s4;
        sums[5] = s5;
        sums[6] = s6;
        sums[7] = s7;
        for (int i = whole; i < length; i++) {
            sums[i - whole] += square(i);
        }
        double sum = 0;
        for (double part : sums) {
            sum += part;
        }
        return sum;
    }

    private double square(int i) {
        double value = memory.get(i);
        return value * value;
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
