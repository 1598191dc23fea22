package org.netloom.compiler.layer;

import java.util.List;
import java.util.stream.Collectors;
import org.netloom.compiler.internal.arithmetic.Sizes;

/** The shape of one example; the batch is symbolic and called N. */
public sealed interface Shape {

    /** An image, or any other grid with channels. */
    record Image(int channels, int height, int width) implements Shape {
        public Image {
            if (channels < 1 || height < 1 || width < 1) {
                throw new IllegalArgumentException("an image of " + channels + "x" + height + "x" + width);
            }
        }

        @Override
        public List<Integer> dims() {
            return List.of(channels, height, width);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** A vector of features. */
    record Vector(int features) implements Shape {
        public Vector {
            if (features < 1) {
                throw new IllegalArgumentException("a vector of " + features);
            }
        }

        @Override
        public List<Integer> dims() {
            return List.of(features);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** Steps of features each. */
    record Sequence(int steps, int features) implements Shape {
        public Sequence {
            if (steps < 1 || features < 1) {
                throw new IllegalArgumentException("a sequence of " + steps + "x" + features);
            }
        }

        @Override
        public List<Integer> dims() {
            return List.of(steps, features);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** The sizes, outermost first: channels, height, width; steps, features. */
    List<Integer> dims();

    /** How many values an example has. */
    default long size() {
        return dims().stream().mapToLong(Integer::longValue).reduce(1, Sizes::times);
    }

    /** {@code 6x12x12}, {@code 120}. */
    default String text() {
        return dims().stream().map(String::valueOf).collect(Collectors.joining("x"));
    }

    /** {@code [N,6,12,12]}. */
    default String batched() {
        return dims().stream().map(String::valueOf).collect(Collectors.joining(",", "[N,", "]"));
    }

    /** For sentences: {@code the image 6x12x12}, {@code a vector of 120}, {@code the sequence 35x64}. */
    default String described() {
        if (this instanceof Vector) {
            return "a vector of " + text();
        }
        return (this instanceof Image ? "the image " : "the sequence ") + text();
    }
}
