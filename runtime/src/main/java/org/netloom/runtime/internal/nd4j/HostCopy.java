package org.netloom.runtime.internal.nd4j;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies between Java arrays and native arrays that begin at the start of their memory and are in row-major order, in
 * one transfer: element by element it would cost some 50 nanoseconds each.
 */
final class HostCopy {
    private HostCopy() {}

    /** All elements, as doubles. */
    static double[] read(INDArray source) {
        Nd4j.getAffinityManager().ensureLocation(source, Location.HOST);
        int length = Math.toIntExact(source.length());
        double[] values = new double[length];
        if (source.dataType() == DataType.DOUBLE) {
            new DoublePointer(source.data().addressPointer()).get(values);
        } else {
            float[] singles = new float[length];
            new FloatPointer(source.data().addressPointer()).get(singles);
            for (int i = 0; i < length; i++) {
                values[i] = singles[i];
            }
        }
        return values;
    }

    /** Overwrites the first elements, rounded to the array's type. */
    static void write(double[] values, INDArray target) {
        if (target.dataType() == DataType.DOUBLE) {
            new DoublePointer(target.data().addressPointer()).put(values);
        } else {
            float[] singles = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                singles[i] = (float) values[i];
            }
            new FloatPointer(target.data().addressPointer()).put(singles);
        }
        Nd4j.getAffinityManager().tagLocation(target, Location.HOST);
    }
}
