package org.netloom.kernel.internal;

import static org.netloom.kernel.internal.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * e^x and its relatives, lane by lane, of additions and multiplications alone.
 *
 * <p>The Vector API has them, too, but as other code in the interpreter than in compiled methods: how soon a method is
 * compiled would decide the last bit of a result. These give the same bits always. Polynomials are those of the Cephes
 * library (Moshier, 1989); {@code ActivationFunctionTest} checks the errors.
 */
final class Exponentials {
    private static final float LOG2_E = 1.44269504f;

    /** ln 2 in two parts: products of the first with small whole numbers are exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;

    /** Added to a float below 2²², it leaves the nearest whole number in the last bits: 1.5 · 2²³. */
    private static final float TO_WHOLE = 12582912f;

    private static final int EXPONENT_BITS = 23;
    private static final int BIAS = 127;

    /** Beyond these e^x is infinite, or 0. */
    private static final float HIGHEST = 88.8f;

    private static final float LOWEST = -104f;

    /** From here on 1 / (1 + e^-x) is 1 to the last place. */
    private static final float SIGMOID_IS_ONE = 40f;

    /** From here on it is taken for 0: it is below the normal floats, and ½ e^-x is 2¹²⁸ or more. */
    private static final float SIGMOID_IS_ZERO = -89.3f;

    /** From here on 1 - 2 / (e^2x + 1) is 1 to the last place. */
    private static final float TANH_IS_ONE = 10f;

    private Exponentials() {}

    /** e^x: {@code 2^k e^r} with the whole number k nearest to {@code x / ln 2}. Error below 1.1 ulp. */
    static FloatVector exp(FloatVector any) {
        // Within these bounds the last products become infinite, or 0, by themselves.
        FloatVector x = within(any, LOWEST, HIGHEST);
        FloatVector shifted = shifted(x);
        FloatVector p = ofRest(x, shifted);
        // In two steps, since 2^k alone may be out of a float's range where the result is not.
        IntVector power = shifted.reinterpretAsInts().sub(Float.floatToRawIntBits(TO_WHOLE));
        IntVector half = power.lanewise(VectorOperators.ASHR, 1);
        FloatVector scale =
                half.add(BIAS).lanewise(VectorOperators.LSHL, EXPONENT_BITS).reinterpretAsFloats();
        FloatVector scaleToo = power.sub(half)
                .add(BIAS)
                .lanewise(VectorOperators.LSHL, EXPONENT_BITS)
                .reinterpretAsFloats();
        return p.mul(scale).mul(scaleToo);
    }

    /** x between two bounds, or NaN. As {@code max} and {@code min}, which take HotSpot five instructions each. */
    static FloatVector within(FloatVector x, float low, float high) {
        FloatVector least = FloatVector.broadcast(SPECIES, low);
        FloatVector most = FloatVector.broadcast(SPECIES, high);
        FloatVector enough = x.blend(least, x.compare(VectorOperators.LT, least));
        return enough.blend(most, enough.compare(VectorOperators.GT, most));
    }

    /** k + {@link #TO_WHOLE}, whose last bits are k. */
    private static FloatVector shifted(FloatVector x) {
        return x.fma(FloatVector.broadcast(SPECIES, LOG2_E), FloatVector.broadcast(SPECIES, TO_WHOLE));
    }

    /** e^r, with {@code r = x - k ln 2}. */
    private static FloatVector ofRest(FloatVector x, FloatVector shifted) {
        FloatVector k = shifted.sub(TO_WHOLE);
        FloatVector r = k.fma(FloatVector.broadcast(SPECIES, -LN2_HIGH), x);
        r = k.fma(FloatVector.broadcast(SPECIES, -LN2_LOW), r);
        FloatVector p = r.fma(
                FloatVector.broadcast(SPECIES, 1.9875691500e-4f), FloatVector.broadcast(SPECIES, 1.3981999507e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 8.3334519073e-3f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 4.1665795894e-2f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 1.6666665459e-1f));
        p = p.fma(r, FloatVector.broadcast(SPECIES, 5.0000001201e-1f));
        return p.fma(r.mul(r), r).add(1f);
    }

    /** 2^(k + more), which must be a normal float, or infinite: exponents are added where a float has them. */
    private static FloatVector power(FloatVector shifted, int more) {
        return shifted.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, EXPONENT_BITS)
                .add((BIAS + more) << EXPONENT_BITS)
                .reinterpretAsFloats();
    }

    /** e^x - 1, near 0 by its Taylor series. Error below 3 ulp. */
    static FloatVector expm1(FloatVector x) {
        FloatVector p = x.fma(FloatVector.broadcast(SPECIES, 1f / 40320), FloatVector.broadcast(SPECIES, 1f / 5040));
        p = p.fma(x, FloatVector.broadcast(SPECIES, 1f / 720));
        p = p.fma(x, FloatVector.broadcast(SPECIES, 1f / 120));
        p = p.fma(x, FloatVector.broadcast(SPECIES, 1f / 24));
        p = p.fma(x, FloatVector.broadcast(SPECIES, 1f / 6));
        p = p.fma(x, FloatVector.broadcast(SPECIES, 0.5f));
        FloatVector near = p.fma(x.mul(x), x);
        return exp(x).sub(1f).blend(near, x.abs().compare(VectorOperators.LT, 0.5f));
    }

    /** 1 / (1 + e^-x), as ½ / (½ + ½ e^-x), whose power of two stays in a float's range. Error below 3 ulp. */
    static FloatVector sigmoid(FloatVector any) {
        FloatVector x = within(any, SIGMOID_IS_ZERO, SIGMOID_IS_ONE).neg();
        FloatVector shifted = shifted(x);
        FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
        return half.div(ofRest(x, shifted).fma(power(shifted, -1), half));
    }

    /** {@code 1 - 2 / (e^2|x| + 1)} with the sign of x, near 0 a polynomial. Error below 3 ulp. */
    static FloatVector tanh(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector most = FloatVector.broadcast(SPECIES, TANH_IS_ONE);
        FloatVector bounded = size.blend(most, size.compare(VectorOperators.GT, most));
        FloatVector twice = bounded.add(bounded);
        FloatVector shifted = shifted(twice);
        FloatVector one = FloatVector.broadcast(SPECIES, 1f);
        FloatVector far = one.sub(
                FloatVector.broadcast(SPECIES, 2f).div(ofRest(twice, shifted).fma(power(shifted, 0), one)));
        far = far.blend(far.neg(), x.compare(VectorOperators.LT, 0f));
        FloatVector square = x.mul(x);
        FloatVector p = square.fma(
                FloatVector.broadcast(SPECIES, -5.70498872745e-3f), FloatVector.broadcast(SPECIES, 2.06390887954e-2f));
        p = p.fma(square, FloatVector.broadcast(SPECIES, -5.37397155531e-2f));
        p = p.fma(square, FloatVector.broadcast(SPECIES, 1.33314422036e-1f));
        p = p.fma(square, FloatVector.broadcast(SPECIES, -3.33332819422e-1f));
        // Of -0 the sum would be 0.
        FloatVector near = p.mul(square).fma(x, x).blend(x, x.compare(VectorOperators.EQ, 0f));
        return far.blend(near, size.compare(VectorOperators.LT, 0.625f));
    }

    /** ln(1 + x) for x from 0 to 1: {@code 2 artanh(x / (2 + x))} by its series. Error below 3 ulp. */
    static FloatVector log1p(FloatVector x) {
        FloatVector s = x.div(x.add(2f));
        FloatVector square = s.mul(s);
        FloatVector p = square.fma(FloatVector.broadcast(SPECIES, 1f / 15), FloatVector.broadcast(SPECIES, 1f / 13));
        p = p.fma(square, FloatVector.broadcast(SPECIES, 1f / 11));
        p = p.fma(square, FloatVector.broadcast(SPECIES, 1f / 9));
        p = p.fma(square, FloatVector.broadcast(SPECIES, 1f / 7));
        p = p.fma(square, FloatVector.broadcast(SPECIES, 1f / 5));
        p = p.fma(square, FloatVector.broadcast(SPECIES, 1f / 3));
        FloatVector twice = s.add(s);
        return p.mul(square).fma(twice, twice);
    }
}
