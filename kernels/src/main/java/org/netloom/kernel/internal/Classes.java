package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Softmax and what is made of it, over {@code classes} vectors of a block: one example in each lane. */
public final class Classes {
    private Classes() {}

    /**
     * y = y / Σ y.
     *
     * @param step vectors from one class to the next
     */
    public static void normalize(long y, int classes, int step) {
        if (CHECKED) {
            Addresses.vectors(y, classes, (long) step * BYTES);
        }
        FloatVector total = FloatVector.zero(SPECIES);
        for (int k = 0; k < classes; k++) {
            total = total.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, y + (long) k * step * BYTES, ORDER));
        }
        FloatVector share = FloatVector.broadcast(SPECIES, 1f).div(total);
        for (int k = 0; k < classes; k++) {
            long at = y + (long) k * step * BYTES;
            FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER).mul(share).intoMemorySegment(MEMORY, at, ORDER);
        }
    }

    /** dx = y (dy - Σ y dy). */
    public static void softmaxBackward(long y, long dy, long dx, int classes, int step) {
        if (CHECKED) {
            Addresses.vectors(y, classes, (long) step * BYTES);
            Addresses.vectors(dy, classes, (long) step * BYTES);
            Addresses.vectors(dx, classes, (long) step * BYTES);
        }
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int k = 0; k < classes; k++) {
            long at = (long) k * step * BYTES;
            sum = FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER)
                    .fma(FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER), sum);
        }
        for (int k = 0; k < classes; k++) {
            long at = (long) k * step * BYTES;
            FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER)
                    .sub(sum)
                    .mul(FloatVector.fromMemorySegment(SPECIES, MEMORY, y + at, ORDER))
                    .intoMemorySegment(MEMORY, dx + at, ORDER);
        }
    }

    /**
     * -log softmax(x)[label] of each example.
     *
     * @param exponentials the {@link #exponentials} of x
     * @param lanes how many lanes hold examples
     * @param labels the classes, one every {@code labelStep} from {@code label} on
     * @param losses get the losses, at the labels' places
     */
    public static void crossEntropy(
            long x,
            long exponentials,
            int classes,
            int lanes,
            int[] labels,
            int label,
            int labelStep,
            double[] losses) {
        for (int lane = 0; lane < lanes; lane++) {
            int place = label + lane * labelStep;
            double sum = 0;
            float top = Float.NEGATIVE_INFINITY;
            for (int k = 0; k < classes; k++) {
                long at = (long) k * BYTES + (long) lane * Float.BYTES;
                top = Math.max(top, Lanes.get(x + at)); // NaN if one is
                sum += Lanes.get(exponentials + at);
            }
            float ofLabel = Lanes.get(x + (long) labels[place] * BYTES + (long) lane * Float.BYTES);
            losses[place] = Math.log(sum) - ((double) ofLabel - top);
        }
    }

    /**
     * The gradient of {@link #crossEntropy}.
     *
     * @param dx holds the {@link #exponentials} and becomes the gradient, which is 0 in lanes without an example
     * @param scale what the gradient is multiplied by
     */
    public static void crossEntropyBackward(
            long dx, int classes, int lanes, int[] labels, int label, int labelStep, float scale) {
        if (CHECKED) {
            Addresses.vectors(dx, classes);
        }
        FloatVector total = FloatVector.zero(SPECIES);
        for (int k = 0; k < classes; k++) {
            total = total.add(FloatVector.fromMemorySegment(SPECIES, MEMORY, dx + (long) k * BYTES, ORDER));
        }
        // Spare lanes repeat the last example, and 0 times what is there is 0, or NaN where the example is.
        FloatVector share = FloatVector.fromMemorySegment(SPECIES, MEMORY, Lanes.ones(lanes), ORDER)
                .mul(scale)
                .div(total);
        for (int k = 0; k < classes; k++) {
            long at = dx + (long) k * BYTES;
            FloatVector gradient =
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER).mul(share);
            gradient.intoMemorySegment(MEMORY, at, ORDER);
        }
        for (int lane = 0; lane < lanes; lane++) {
            long at = dx + (long) labels[label + lane * labelStep] * BYTES + (long) lane * Float.BYTES;
            Lanes.put(at, Lanes.get(at) - scale);
        }
    }

    /** y = e^(x - max x), of which one is 1 and none overflows. */
    public static void exponentials(long x, long y, int classes, int step) {
        if (CHECKED) {
            Addresses.vectors(x, classes, (long) step * BYTES);
            Addresses.vectors(y, classes, (long) step * BYTES);
        }
        FloatVector top = FloatVector.fromMemorySegment(SPECIES, MEMORY, x, ORDER);
        for (int k = 1; k < classes; k++) {
            top = top.max(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + (long) k * step * BYTES, ORDER));
        }
        for (int k = 0; k < classes; k++) {
            long at = (long) k * step * BYTES;
            FloatVector power = Exponentials.exp(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(top));
            power.intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }
}
