package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Normalization of a row by its {@link RowMoments}: {@code y = gamma x̂ + beta} with {@code x̂ = (x - mean) / √(variance +
 * eps)}. A row is {@code parameters} runs of {@code run} vectors each, and a run has one gamma and one beta.
 */
public final class RowNorm {
    /** The vectors that {@link #means} leaves behind the moments. */
    public static final int MEANS = 2;

    private static final int LEVEL = RowMoments.VECTORS * BYTES;
    private static final int OF_UNIT = LEVEL + BYTES;

    private RowNorm() {}

    /**
     * @param gamma of the row from {@code first} on, like {@code beta}
     * @param moments of the row
     */
    public static void forward(
            long x, long y, int parameters, int run, float[] gamma, float[] beta, int first, long moments) {
        if (CHECKED) {
            Addresses.vectors(x, (long) parameters * run);
            Addresses.vectors(y, (long) parameters * run);
            Addresses.vectors(moments, RowMoments.VECTORS);
        }
        FloatVector center = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments, ORDER);
        FloatVector rest = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + RowMoments.REST, ORDER);
        FloatVector inverse = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + RowMoments.INVERSE, ORDER);
        long at = 0;
        for (int p = first; p < first + parameters; p++) {
            FloatVector scale = inverse.mul(gamma[p]);
            FloatVector shift = FloatVector.broadcast(SPECIES, beta[p]);
            for (int i = 0; i < run; i++) {
                FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                        .sub(center)
                        .sub(rest)
                        .fma(scale, shift)
                        .intoMemorySegment(MEMORY, y + at, ORDER);
                at += BYTES;
            }
        }
    }

    /** Leaves the means of g and of g x̂ behind the moments, with g = gamma dy. */
    public static void means(long x, long dy, int parameters, int run, float[] gamma, int first, long moments) {
        if (CHECKED) {
            Addresses.vectors(x, (long) parameters * run);
            Addresses.vectors(dy, (long) parameters * run);
            Addresses.vectors(moments, RowMoments.VECTORS + MEANS);
        }
        FloatVector center = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments, ORDER);
        FloatVector rest = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + RowMoments.REST, ORDER);
        FloatVector inverse = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + RowMoments.INVERSE, ORDER);
        FloatVector sum = FloatVector.zero(SPECIES);
        FloatVector sumOfProducts = sum;
        long at = 0;
        for (int p = first; p < first + parameters; p++) {
            float scale = gamma[p];
            for (int i = 0; i < run; i++) {
                FloatVector g = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER)
                        .mul(scale);
                sum = sum.add(g);
                sumOfProducts = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                        .sub(center)
                        .sub(rest)
                        .mul(inverse)
                        .fma(g, sumOfProducts);
                at += BYTES;
            }
        }
        float width = (float) parameters * run;
        sum.div(width).intoMemorySegment(MEMORY, moments + LEVEL, ORDER);
        sumOfProducts.div(width).intoMemorySegment(MEMORY, moments + OF_UNIT, ORDER);
    }

    /**
     * With {@code g = gamma dy}: {@code dx = (g - mean(g) - x̂ mean(g x̂)) / √(variance + eps)} (Ba, Kiros and Hinton, 2016,
     * by the chain rule). It is 0 where dy is 0 in all of the row, as in spare lanes.
     *
     * @param moments of the row, and behind them its {@link #means}
     */
    public static void backward(
            long x, long dy, long dx, int parameters, int run, float[] gamma, int first, long moments) {
        if (CHECKED) {
            Addresses.vectors(x, (long) parameters * run);
            Addresses.vectors(dy, (long) parameters * run);
            Addresses.vectors(dx, (long) parameters * run);
            Addresses.vectors(moments, RowMoments.VECTORS + MEANS);
        }
        FloatVector center = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments, ORDER);
        FloatVector rest = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + RowMoments.REST, ORDER);
        FloatVector inverse = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + RowMoments.INVERSE, ORDER);
        FloatVector level = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + LEVEL, ORDER);
        FloatVector ofUnit = FloatVector.fromMemorySegment(SPECIES, MEMORY, moments + OF_UNIT, ORDER);
        long at = 0;
        for (int p = first; p < first + parameters; p++) {
            float scale = gamma[p];
            for (int i = 0; i < run; i++) {
                FloatVector unit = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                        .sub(center)
                        .sub(rest)
                        .mul(inverse);
                FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER)
                        .mul(scale)
                        .sub(level)
                        .sub(unit.mul(ofUnit))
                        .mul(inverse)
                        .intoMemorySegment(MEMORY, dx + at, ORDER);
                at += BYTES;
            }
        }
    }
}
