package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Addresses.CHECKED;
import static org.netloom.kernel.internal.Lanes.BYTES;
import static org.netloom.kernel.internal.Lanes.MEMORY;
import static org.netloom.kernel.internal.Lanes.ORDER;
import static org.netloom.kernel.internal.Lanes.SPECIES;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** What {@link ActivationLoops} does, for the one function that is the class data of each {@linkplain Specialized copy}. */
final class ActivationTemplate implements ActivationLoops {
    private static final ActivationFunction.Described GIVEN = given();
    private static final ActivationFunction CURVE = GIVEN.curve();
    private static final boolean FROM_OUTPUT = GIVEN.fromOutput();

    ActivationTemplate() {}

    static ActivationLoops copyFor(ActivationFunction.Described curve) {
        return Specialized.copy(MethodHandles.lookup(), ActivationLoops.class, curve);
    }

    /** The template itself, which nobody runs, has none. */
    private static ActivationFunction.Described given() {
        try {
            ActivationFunction.Described given =
                    MethodHandles.classData(MethodHandles.lookup(), "_", ActivationFunction.Described.class);
            return given == null ? ActivationFunction.Described.IDENTITY : given;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean neverDecreases() {
        return GIVEN.neverDecreases();
    }

    @Override
    public boolean slopeFromOutput() {
        return FROM_OUTPUT;
    }

    @Override
    public void forward(long x, long y, int vectors) {
        if (CHECKED) {
            Addresses.vectors(x, vectors);
            Addresses.vectors(y, vectors);
        }
        for (int i = 0; i < vectors; i++) {
            long at = (long) i * BYTES;
            CURVE.value(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER))
                    .intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }

    @Override
    public void inPlace(long y, long next, int channels, int[] at, int from, int to) {
        for (int channel = 0; channel < channels; channel++) {
            long begin = y + channel * next;
            if (CHECKED) {
                Addresses.taps(begin, at, from, to, BYTES, BYTES);
            }
            for (int i = from; i < to; i++) {
                long place = begin + (long) at[i] * BYTES;
                CURVE.value(FloatVector.fromMemorySegment(SPECIES, MEMORY, place, ORDER))
                        .intoMemorySegment(MEMORY, place, ORDER);
            }
        }
    }

    @Override
    public void backward(long x, long y, long dy, long dx, int vectors) {
        // The one that the slope does not need may have no memory of its own.
        long in = FROM_OUTPUT ? y : x;
        long out = FROM_OUTPUT ? y : x;
        if (CHECKED) {
            Addresses.vectors(in, vectors);
            Addresses.vectors(dy, vectors);
            Addresses.vectors(dx, vectors);
        }
        for (int i = 0; i < vectors; i++) {
            long at = (long) i * BYTES;
            FloatVector slope = CURVE.slope(
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, in + at, ORDER),
                    FloatVector.fromMemorySegment(SPECIES, MEMORY, out + at, ORDER));
            slope.mul(FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER))
                    .intoMemorySegment(MEMORY, dx + at, ORDER);
        }
    }

    @Override
    public void affine(long x, long y, int vectors, ChannelAffines of, int channel) {
        if (CHECKED) {
            Addresses.vectors(x, vectors);
            Addresses.vectors(y, vectors);
        }
        FloatVector scale = FloatVector.broadcast(SPECIES, of.factor[channel]);
        FloatVector shift = FloatVector.broadcast(SPECIES, of.offset[channel]);
        FloatVector center = FloatVector.broadcast(SPECIES, of.mean[channel]);
        for (int i = 0; i < vectors; i++) {
            long at = (long) i * BYTES;
            CURVE.value(FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                            .sub(center)
                            .fma(scale, shift))
                    .intoMemorySegment(MEMORY, y + at, ORDER);
        }
    }

    @Override
    public void sums(long x, long y, long dy, int vectors, ChannelAffines of, int channel, long into) {
        if (CHECKED) {
            ofSlope(y, vectors);
            Addresses.vectors(x, vectors);
            Addresses.vectors(dy, vectors);
            Addresses.vectors(into, 2);
        }
        FloatVector scale = FloatVector.broadcast(SPECIES, of.factor[channel]);
        FloatVector shift = FloatVector.broadcast(SPECIES, of.offset[channel]);
        FloatVector center = FloatVector.broadcast(SPECIES, of.mean[channel]);
        FloatVector all = FloatVector.zero(SPECIES);
        FloatVector centered = FloatVector.zero(SPECIES);
        for (int i = 0; i < vectors; i++) {
            long place = (long) i * BYTES;
            FloatVector in = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + place, ORDER)
                    .sub(center);
            FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + place, ORDER)
                    .mul(slope(in, y + place, scale, shift));
            all = all.add(gradient);
            centered = gradient.fma(in, centered);
        }
        all.intoMemorySegment(MEMORY, into, ORDER);
        centered.intoMemorySegment(MEMORY, into + BYTES, ORDER);
    }

    @Override
    public void affineBackward(long x, long y, long dy, long dx, int vectors, ChannelAffines of, int channel) {
        if (CHECKED) {
            ofSlope(y, vectors);
            Addresses.vectors(x, vectors);
            Addresses.vectors(dy, vectors);
            Addresses.vectors(dx, vectors);
        }
        FloatVector factor = FloatVector.broadcast(SPECIES, of.factor[channel]);
        FloatVector offset = FloatVector.broadcast(SPECIES, of.offset[channel]);
        FloatVector center = FloatVector.broadcast(SPECIES, of.mean[channel]);
        FloatVector ofGradient = FloatVector.broadcast(SPECIES, of.ofGradient[channel]);
        FloatVector ofCentered = FloatVector.broadcast(SPECIES, of.ofCentered[channel]);
        FloatVector rest = FloatVector.broadcast(SPECIES, of.rest[channel]);
        for (int i = 0; i < vectors; i++) {
            long at = (long) i * BYTES;
            FloatVector in = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(center);
            FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + at, ORDER)
                    .mul(slope(in, y + at, factor, offset));
            gradient.fma(ofGradient, in.fma(ofCentered, rest)).intoMemorySegment(MEMORY, dx + at, ORDER);
        }
    }

    /** Asks for the output, where the slope follows from it. */
    private static void ofSlope(long y, int vectors) {
        if (FROM_OUTPUT) {
            Addresses.vectors(y, vectors);
        }
    }

    private static FloatVector slope(FloatVector x, long y, FloatVector scale, FloatVector shift) {
        if (FROM_OUTPUT) {
            FloatVector out = FloatVector.fromMemorySegment(SPECIES, MEMORY, y, ORDER);
            return CURVE.slope(out, out);
        }
        FloatVector in = x.fma(scale, shift);
        return CURVE.slope(in, in);
    }

    @Override
    public void pooled(long x, long y, Windows windows, ChannelAffines of, int channel) {
        if (CHECKED) {
            Addresses.vectors(x, windows.pixels());
            Addresses.vectors(y, windows.outPixels());
        }
        FloatVector scale = FloatVector.broadcast(SPECIES, of.factor[channel]);
        FloatVector shift = FloatVector.broadcast(SPECIES, of.offset[channel]);
        FloatVector center = FloatVector.broadcast(SPECIES, of.mean[channel]);
        boolean largest = of.factor[channel] >= 0;
        boolean quarters = windows.quarters();
        long line = (long) windows.width() * BYTES;
        for (int row = 0; row < windows.outHeight(); row++) {
            for (int column = 0; column < windows.outWidth(); column++) {
                long corner = x + first(windows, row, column);
                FloatVector top =
                        quarters ? extreme(corner, corner + line, largest) : extreme(corner, windows, largest);
                CURVE.value(top.sub(center).fma(scale, shift))
                        .intoMemorySegment(MEMORY, y + place(windows, row, column), ORDER);
            }
        }
    }

    @Override
    public void pooledSums(long x, long y, long dy, Windows windows, ChannelAffines of, int channel, long into) {
        if (CHECKED) {
            ofSlope(y, windows.outPixels());
            Addresses.vectors(x, windows.pixels());
            Addresses.vectors(dy, windows.outPixels());
            Addresses.vectors(into, 2);
        }
        FloatVector scale = FloatVector.broadcast(SPECIES, of.factor[channel]);
        FloatVector shift = FloatVector.broadcast(SPECIES, of.offset[channel]);
        FloatVector center = FloatVector.broadcast(SPECIES, of.mean[channel]);
        FloatVector all = FloatVector.zero(SPECIES);
        FloatVector centered = FloatVector.zero(SPECIES);
        boolean largest = of.factor[channel] >= 0;
        boolean quarters = windows.quarters();
        long line = (long) windows.width() * BYTES;
        for (int row = 0; row < windows.outHeight(); row++) {
            for (int column = 0; column < windows.outWidth(); column++) {
                long corner = x + first(windows, row, column);
                FloatVector top =
                        quarters ? extreme(corner, corner + line, largest) : extreme(corner, windows, largest);
                top = top.sub(center);
                long place = place(windows, row, column);
                FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + place, ORDER)
                        .mul(slope(top, y + place, scale, shift));
                all = all.add(gradient);
                centered = gradient.fma(top, centered);
            }
        }
        all.intoMemorySegment(MEMORY, into, ORDER);
        centered.intoMemorySegment(MEMORY, into + BYTES, ORDER);
    }

    @Override
    public void pooledBackward(long x, long y, long dy, long dx, Windows windows, ChannelAffines of, int channel) {
        if (CHECKED) {
            ofSlope(y, windows.outPixels());
            Addresses.vectors(x, windows.pixels());
            Addresses.vectors(dy, windows.outPixels());
            Addresses.vectors(dx, windows.pixels());
        }
        FloatVector factor = FloatVector.broadcast(SPECIES, of.factor[channel]);
        FloatVector offset = FloatVector.broadcast(SPECIES, of.offset[channel]);
        FloatVector center = FloatVector.broadcast(SPECIES, of.mean[channel]);
        FloatVector ofGradient = FloatVector.broadcast(SPECIES, of.ofGradient[channel]);
        FloatVector ofCentered = FloatVector.broadcast(SPECIES, of.ofCentered[channel]);
        FloatVector rest = FloatVector.broadcast(SPECIES, of.rest[channel]);
        boolean largest = of.factor[channel] >= 0;
        boolean quarters = windows.quarters();
        if (!windows.cover()) {
            uncovered(x, dx, windows.pixels(), of, channel);
        }
        long line = (long) windows.width() * BYTES;
        for (int row = 0; row < windows.outHeight(); row++) {
            for (int column = 0; column < windows.outWidth(); column++) {
                long corner = first(windows, row, column);
                long place = place(windows, row, column);
                FloatVector top = quarters
                        ? extreme(x + corner, x + corner + line, largest)
                        : extreme(x + corner, windows, largest);
                // What is left to give: the first element that is the extreme takes it, and others find 0.
                FloatVector left = FloatVector.fromMemorySegment(SPECIES, MEMORY, dy + place, ORDER)
                        .mul(slope(top.sub(center), y + place, factor, offset))
                        .mul(ofGradient);
                if (quarters) {
                    // Without loops, which took twice as long.
                    left = give(x, dx, corner, top, left, center, ofCentered, rest);
                    left = give(x, dx, corner + BYTES, top, left, center, ofCentered, rest);
                    left = give(x, dx, corner + line, top, left, center, ofCentered, rest);
                    give(x, dx, corner + line + BYTES, top, left, center, ofCentered, rest);
                    continue;
                }
                for (int r = 0; r < windows.kernelHeight(); r++) {
                    long at = corner + r * line;
                    for (int c = 0; c < windows.kernelWidth(); c++) {
                        left = give(x, dx, at, top, left, center, ofCentered, rest);
                        at += BYTES;
                    }
                }
            }
        }
    }

    /** Writes the gradient by one element of a window, and says what it leaves to the others. */
    private static FloatVector give(
            long x,
            long dx,
            long at,
            FloatVector top,
            FloatVector left,
            FloatVector center,
            FloatVector ofCentered,
            FloatVector rest) {
        FloatVector in = FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER);
        VectorMask<Float> hits = in.compare(VectorOperators.EQ, top);
        in.sub(center).fma(ofCentered, rest).add(left, hits).intoMemorySegment(MEMORY, dx + at, ORDER);
        return left.blend(FloatVector.zero(SPECIES), hits);
    }

    /** The gradient by elements that are in no window. */
    private static void uncovered(long x, long dx, int pixels, ChannelAffines of, int channel) {
        FloatVector center = FloatVector.broadcast(SPECIES, of.mean[channel]);
        FloatVector ofCentered = FloatVector.broadcast(SPECIES, of.ofCentered[channel]);
        FloatVector rest = FloatVector.broadcast(SPECIES, of.rest[channel]);
        for (int i = 0; i < pixels; i++) {
            long at = (long) i * BYTES;
            FloatVector.fromMemorySegment(SPECIES, MEMORY, x + at, ORDER)
                    .sub(center)
                    .fma(ofCentered, rest)
                    .intoMemorySegment(MEMORY, dx + at, ORDER);
        }
    }

    private static long first(Windows windows, int row, int column) {
        return ((long) row * windows.strideHeight() * windows.width() + (long) column * windows.strideWidth()) * BYTES;
    }

    private static long place(Windows windows, int row, int column) {
        return ((long) row * windows.outWidth() + column) * BYTES;
    }

    /**
     * The largest or the smallest of a window. A NaN may be lost here, but not in the result: it is in the channel's
     * statistics, and through them everywhere.
     */
    private static FloatVector extreme(long corner, Windows windows, boolean largest) {
        FloatVector extreme = FloatVector.fromMemorySegment(SPECIES, MEMORY, corner, ORDER);
        for (int r = 0; r < windows.kernelHeight(); r++) {
            long at = corner + (long) r * windows.width() * BYTES;
            for (int c = 0; c < windows.kernelWidth(); c++) {
                extreme = extreme(extreme, FloatVector.fromMemorySegment(SPECIES, MEMORY, at, ORDER), largest);
                at += BYTES;
            }
        }
        return extreme;
    }

    /** The same of a window of 2 by 2. */
    private static FloatVector extreme(long upper, long lower, boolean largest) {
        return extreme(
                extreme(
                        FloatVector.fromMemorySegment(SPECIES, MEMORY, upper, ORDER),
                        FloatVector.fromMemorySegment(SPECIES, MEMORY, upper + BYTES, ORDER),
                        largest),
                extreme(
                        FloatVector.fromMemorySegment(SPECIES, MEMORY, lower, ORDER),
                        FloatVector.fromMemorySegment(SPECIES, MEMORY, lower + BYTES, ORDER),
                        largest),
                largest);
    }

    private static FloatVector extreme(FloatVector a, FloatVector b, boolean largest) {
        return a.blend(b, b.compare(largest ? VectorOperators.GT : VectorOperators.LT, a));
    }
}
