package org.netloom.compiler.internal.arithmetic;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Arithmetic on sizes that may come from anybody: it saturates where it would overflow. */
public final class Sizes {
    /** What one array of a JVM or one tensor of an engine can hold. */
    public static final long LIMIT = Integer.MAX_VALUE;

    private Sizes() {}

    /** The product of two sizes of at least 0, or {@link Long#MAX_VALUE} where it does not fit. */
    public static long times(long a, long b) {
        return a != 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
    }

    /** The product of sizes of at least 0, or {@link Long#MAX_VALUE} where it does not fit. */
    public static long product(long... sizes) {
        long product = 1;
        for (long size : sizes) {
            product = times(product, size);
        }
        return product;
    }

    /** The sum of two sizes of at least 0, or {@link Long#MAX_VALUE} where it does not fit. */
    public static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** The smallest numbers that divide two numbers above 0, so many at the most, from 1. */
    public static List<Integer> divisors(int a, int b, int most) {
        int common = BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).intValue();
        List<Integer> small = new ArrayList<>();
        Deque<Integer> large = new ArrayDeque<>();
        for (long n = 1; n * n <= common; n++) {
            if (common % n == 0) {
                small.add((int) n);
                if (n * n < common) {
                    large.push((int) (common / n));
                }
            }
        }
        small.addAll(large);
        return small.subList(0, Math.min(most, small.size()));
    }
}
