package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * The matrices of {@link WinogradForm#F4} times a column of vectors, each compiled apart: inlined, they make a method so large
 * that HotSpot, depending on what the process has met before, leaves a vector of it an object.
 */
final class WinogradF4 {
    static final OutOfLine INPUTS = OutOfLine.of(MethodHandles.lookup(), "inputs", 4);
    static final OutOfLine WEIGHTS = OutOfLine.of(MethodHandles.lookup(), "weights", 4);
    static final OutOfLine OUTPUTS = OutOfLine.of(MethodHandles.lookup(), "outputs", 4);
    static final OutOfLine OUTPUT_GRADIENTS = OutOfLine.of(MethodHandles.lookup(), "outputGradients", 4);
    static final OutOfLine WEIGHT_GRADIENTS = OutOfLine.of(MethodHandles.lookup(), "weightGradients", 4);

    private WinogradF4() {}

    private static void inputs(long from, long step, long to, long next) {
        FloatVector d0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
        FloatVector d1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
        FloatVector d2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
        FloatVector d3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * step, ORDER);
        FloatVector d4 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 4 * step, ORDER);
        FloatVector d5 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 5 * step, ORDER);
        FloatVector even = d4.sub(d2.mul(4));
        FloatVector odd = d3.sub(d1.mul(4));
        d0.mul(4).sub(d2.mul(5)).add(d4).intoMemorySegment(MEMORY, to, ORDER);
        even.add(odd).intoMemorySegment(MEMORY, to + next, ORDER);
        even.sub(odd).intoMemorySegment(MEMORY, to + 2 * next, ORDER);
        even = d4.sub(d2);
        odd = d3.sub(d1).mul(2);
        even.add(odd).intoMemorySegment(MEMORY, to + 3 * next, ORDER);
        even.sub(odd).intoMemorySegment(MEMORY, to + 4 * next, ORDER);
        d1.mul(4).sub(d3.mul(5)).add(d5).intoMemorySegment(MEMORY, to + 5 * next, ORDER);
    }

    private static void weights(long from, long step, long to, long next) {
        FloatVector g0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
        FloatVector g2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
        FloatVector even = g0.add(g2).mul(-1 / 6f);
        FloatVector odd = g1.mul(-1 / 6f);
        g0.mul(0.25f).intoMemorySegment(MEMORY, to, ORDER);
        even.add(odd).intoMemorySegment(MEMORY, to + next, ORDER);
        even.sub(odd).intoMemorySegment(MEMORY, to + 2 * next, ORDER);
        even = g0.mul(1 / 24f).add(g2.mul(1 / 6f));
        odd = g1.mul(1 / 12f);
        even.add(odd).intoMemorySegment(MEMORY, to + 3 * next, ORDER);
        even.sub(odd).intoMemorySegment(MEMORY, to + 4 * next, ORDER);
        g2.intoMemorySegment(MEMORY, to + 5 * next, ORDER);
    }

    private static void outputs(long from, long step, long to, long next) {
        FloatVector m1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
        FloatVector m2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
        FloatVector m3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * step, ORDER);
        FloatVector m4 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 4 * step, ORDER);
        FloatVector even1 = m1.add(m2);
        FloatVector odd1 = m1.sub(m2);
        FloatVector even2 = m3.add(m4);
        FloatVector odd2 = m3.sub(m4);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER)
                .add(even1)
                .add(even2)
                .intoMemorySegment(MEMORY, to, ORDER);
        odd1.add(odd2.mul(2)).intoMemorySegment(MEMORY, to + next, ORDER);
        even1.add(even2.mul(4)).intoMemorySegment(MEMORY, to + 2 * next, ORDER);
        odd1.add(odd2.mul(8))
                .add(FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 5 * step, ORDER))
                .intoMemorySegment(MEMORY, to + 3 * next, ORDER);
    }

    private static void outputGradients(long from, long step, long to, long next) {
        FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER);
        FloatVector y1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
        FloatVector y2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
        FloatVector y3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * step, ORDER);
        FloatVector even = y0.add(y2);
        FloatVector odd = y1.add(y3);
        y0.intoMemorySegment(MEMORY, to, ORDER);
        even.add(odd).intoMemorySegment(MEMORY, to + next, ORDER);
        even.sub(odd).intoMemorySegment(MEMORY, to + 2 * next, ORDER);
        even = y0.add(y2.mul(4));
        odd = y1.mul(2).add(y3.mul(8));
        even.add(odd).intoMemorySegment(MEMORY, to + 3 * next, ORDER);
        even.sub(odd).intoMemorySegment(MEMORY, to + 4 * next, ORDER);
        y3.intoMemorySegment(MEMORY, to + 5 * next, ORDER);
    }

    private static void weightGradients(long from, long step, long to, long next) {
        FloatVector u1 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + step, ORDER);
        FloatVector u2 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 2 * step, ORDER);
        FloatVector u3 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 3 * step, ORDER);
        FloatVector u4 = FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 4 * step, ORDER);
        FloatVector even1 = u1.add(u2).mul(-1 / 6f);
        FloatVector odd1 = u2.sub(u1).mul(1 / 6f);
        FloatVector even2 = u3.add(u4);
        FloatVector odd2 = u3.sub(u4).mul(1 / 12f);
        FloatVector.fromMemorySegment(SPECIES, MEMORY, from, ORDER)
                .mul(0.25f)
                .add(even1)
                .add(even2.mul(1 / 24f))
                .intoMemorySegment(MEMORY, to, ORDER);
        odd1.add(odd2).intoMemorySegment(MEMORY, to + next, ORDER);
        even2.mul(1 / 6f)
                .add(even1)
                .add(FloatVector.fromMemorySegment(SPECIES, MEMORY, from + 5 * step, ORDER))
                .intoMemorySegment(MEMORY, to + 2 * next, ORDER);
    }
}
