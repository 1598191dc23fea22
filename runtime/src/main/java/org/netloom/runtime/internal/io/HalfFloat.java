package org.netloom.runtime.internal.io;

/** IEEE 754 numbers of 16 bits: 1 of sign, 5 of exponent, 10 of fraction. */
public final class HalfFloat {
    private HalfFloat() {}

    /** The value, which every float can hold. */
    public static double value(short bits) {
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        double magnitude = switch (exponent) {
            case 0 -> Math.scalb((double) fraction, -24);
            case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }
}
