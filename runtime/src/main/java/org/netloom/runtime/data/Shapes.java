package org.netloom.runtime.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Shapes of examples. */
final class Shapes {
    private Shapes() {}

    /** [H,W] is an image of one channel; everything else is what it is. */
    static List<Integer> ofExample(List<Integer> shape) {
        return shape.size() == 2 ? List.of(1, shape.get(0), shape.get(1)) : List.copyOf(shape);
    }

    /** {@code 1x28x28}, {@code 64}. */
    static String text(List<Integer> shape) {
        return shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
    }

    /** The number of values. */
    static int size(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** Where the element of an array in row-major order stands, an index for each dimension. */
    static List<Long> position(int index, List<Long> shape) {
        List<Long> position = new ArrayList<>();
        long rest = index;
        for (int d = shape.size() - 1; d >= 0; d--) {
            position.add(0, rest % shape.get(d));
            rest /= shape.get(d);
        }
        return position;
    }
}
