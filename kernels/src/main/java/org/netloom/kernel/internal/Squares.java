package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The squared differences of a block, summed in double: the square of a float may be no float. */
public final class Squares {
    /** As wide as a vector of floats, so that it takes two. */
    private static final VectorSpecies<Double> DOUBLES = VectorSpecies.of(double.class, SPECIES.vectorShape());

    private Squares() {}

    /**
     * @param dy holds the target and becomes {@code scale (y - target)}
     * @param sums get {@code Σ (y - target)²} of each lane, from {@code at} on
     */
    public static void differences(long y, long dy, int vectors, float scale, double[] sums, int at) {
        if (CHECKED) {
            Addresses.vectors(y, vectors);
            Addresses.vectors(dy, vectors);
        }
        DoubleVector first = DoubleVector.zero(DOUBLES);
        DoubleVector second = first;
        for (int i = 0; i < vectors; i++) {
            long place = (long) i * BYTES;
            FloatVector difference = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + place, ORDER)
                    .sub(FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + place, ORDER));
            DoubleVector wide = (DoubleVector) difference.convertShape(VectorOperators.F2D, DOUBLES, 0);
            first = wide.fma(wide, first);
            wide = (DoubleVector) difference.convertShape(VectorOperators.F2D, DOUBLES, 1);
            second = wide.fma(wide, second);
            difference.mul(scale).intoMemorySegment(MEMORY, dy + place, ORDER);
        }
        first.intoArray(sums, at);
        second.intoArray(sums, at + DOUBLES.length());
    }
}
