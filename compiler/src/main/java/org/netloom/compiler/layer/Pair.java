package org.netloom.compiler.layer;

import java.util.function.IntUnaryOperator;

/** A size along both axes of an image: {@code (5, 3)} is 5 rows and 3 columns, and {@code 5} is as many of both. */
public record Pair(int height, int width) {

    /** The same along both axes. */
    public static Pair of(int both) {
        return new Pair(both, both);
    }

    /** Whether it is this along both axes. */
    public boolean is(int both) {
        return height == both && width == both;
    }

    /** Whether both axes have the same. */
    public boolean square() {
        return height == width;
    }

    public int smaller() {
        return Math.min(height, width);
    }

    /** Each by itself changed. */
    public Pair map(IntUnaryOperator change) {
        return new Pair(change.applyAsInt(height), change.applyAsInt(width));
    }

    /** {@code 5x3}, for sentences about windows and images. */
    public String by() {
        return "%sx%s".formatted(height, width);
    }

    /** As it would be written, where it may be too large to be one: {@code 5}, {@code (5, 3)}. */
    public static String text(long height, long width) {
        return height == width ? String.valueOf(height) : "(%s, %s)".formatted(height, width);
    }

    /** As it would be written: {@code 5}, {@code (5, 3)}. */
    @Override
    public String toString() {
        return text(height, width);
    }
}
