package org.netloom.kernel.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A sum of products with the weights of a layer, as tables: {@code y[o][p] = start[o] + Σ_t w[o][t] · x[p + t]}. A
 * convolution, the gradient by its input, a transposed convolution and a dense layer are all of this kind and differ in
 * the tables alone, so that one kernel serves any size, stride, dilation, padding and number of groups.
 *
 * <p>Output pixels that the same taps reach form a {@link Pattern}. Distances in activations are counted in vectors,
 * from the start of a block and a group of channels; distances in weights in floats.
 *
 * @param patterns cover each output pixel once
 * @param groups how many groups of channels have sums of their own
 * @param outputs the output channels of a group
 * @param xGroup from one group to the next in x
 * @param yGroup from one group to the next in y
 * @param wGroup from one group to the next in the weights
 * @param xBlock from one block to the next in x
 * @param yBlock from one block to the next in y
 */
public record TapSums(
        List<Pattern> patterns, int groups, int outputs, int xGroup, int yGroup, int wGroup, int xBlock, int yBlock) {

    /**
     * Output pixels and the taps that reach them.
     *
     * @param xAt for each pixel where its first tap's row and column lie in x
     * @param yAt for each pixel where it lies in y
     * @param yChannel from one output channel to the next in y
     * @param wChannel from one output channel to the next in the weights
     * @param taps a stretch of them after another; at least one, which may be empty
     */
    public record Pattern(int[] xAt, int[] yAt, int yChannel, int wChannel, List<Taps> taps) {
        /** How many pixels. */
        public int pixels() {
            return xAt.length;
        }

        /** The same of so many blocks at once, whose pixels follow one another, with these taps. */
        Pattern over(int blocks, int xBlock, int yBlock, List<Taps> stretches) {
            int[] x = new int[blocks * pixels()];
            int[] y = new int[blocks * pixels()];
            for (int i = 0; i < x.length; i++) {
                x[i] = i / pixels() * xBlock + xAt[i % pixels()];
                y[i] = i / pixels() * yBlock + yAt[i % pixels()];
            }
            return new Pattern(x, y, yChannel, wChannel, stretches);
        }
    }

    /**
     * Taps that follow one another in the sums.
     *
     * @param x for each its distance in x from where the pixel's first tap lies
     * @param w for each its distance in the weights from the output channel's first
     */
    public record Taps(int[] x, int[] w) {
        /** The same in stretches of this length, of which the last may be shorter: one, if there are none. */
        List<Taps> stretches(int length) {
            List<Taps> stretches = new ArrayList<>();
            int from = 0;
            do {
                int to = Math.min(x.length, from + length);
                stretches.add(new Taps(Arrays.copyOfRange(x, from, to), Arrays.copyOfRange(w, from, to)));
                from = to;
            } while (from < x.length);
            return stretches;
        }
    }

    /**
     * A convolution's output from its input.
     *
     * @param in channels of x in a group
     * @param out channels of y in a group
     */
    public static TapSums convolution(int groups, int in, int out, Axis rows, Axis columns, Window x, Window kernel) {
        return images(groups, in, out, rows, columns, x, kernel, false);
    }

    /**
     * The gradient of a convolution by its input, from the one by its output; also a transposed convolution.
     *
     * @param in channels of the convolution's output in a group, which are what is summed over
     * @param out channels of its input in a group
     */
    public static TapSums transposed(int groups, int in, int out, Axis rows, Axis columns, Window x, Window kernel) {
        return images(groups, in, out, rows, columns, x, kernel, true);
    }

    /** Rows and columns of an image or a kernel. */
    public record Window(int height, int width) {
        int size() {
            return height * width;
        }
    }

    private static TapSums images(
            int groups, int in, int out, Axis rows, Axis columns, Window x, Window kernel, boolean transposed) {
        int weightsOfInput = transposed ? out * kernel.size() : kernel.size();
        int weightsOfOutput = transposed ? kernel.size() : in * kernel.size();
        int pixelsOfImage = rows.length() * columns.length();
        Map<List<List<Integer>>, List<int[]>> byTaps = new LinkedHashMap<>();
        for (int row = 0; row < rows.length(); row++) {
            for (int column = 0; column < columns.length(); column++) {
                byTaps.computeIfAbsent(List.of(rows.taps(row), columns.taps(column)), key -> new ArrayList<>())
                        .add(new int[] {row, column});
            }
        }
        List<Pattern> patterns = new ArrayList<>();
        for (List<int[]> pixels : byTaps.values()) {
            List<Axis.Meeting> down = rows.at(pixels.get(0)[0]);
            List<Axis.Meeting> across = columns.at(pixels.get(0)[1]);
            int reached = down.size() * across.size();
            int[] xTap = new int[in * reached];
            int[] wTap = new int[in * reached];
            int t = 0;
            for (int channel = 0; channel < in; channel++) {
                for (Axis.Meeting r : down) {
                    for (Axis.Meeting c : across) {
                        xTap[t] = channel * x.size()
                                + (r.source() - down.get(0).source()) * x.width()
                                + c.source()
                                - across.get(0).source();
                        wTap[t] = channel * weightsOfInput + r.tap() * kernel.width() + c.tap();
                        t++;
                    }
                }
            }
            int[] xAt = new int[pixels.size()];
            int[] yAt = new int[pixels.size()];
            for (int i = 0; i < xAt.length; i++) {
                int row = pixels.get(i)[0];
                int column = pixels.get(i)[1];
                xAt[i] = reached == 0
                        ? 0
                        : rows.at(row).get(0).source() * x.width()
                                + columns.at(column).get(0).source();
                yAt[i] = row * columns.length() + column;
            }
            patterns.add(new Pattern(xAt, yAt, pixelsOfImage, weightsOfOutput, List.of(new Taps(xTap, wTap))));
        }
        return new TapSums(
                patterns,
                groups,
                out,
                in * x.size(),
                out * pixelsOfImage,
                in * out * kernel.size(),
                groups * in * x.size(),
                groups * out * pixelsOfImage);
    }

    /**
     * A product of vectors with a matrix, at each of {@code steps} steps of a sequence; a vector is one step.
     *
     * @param weightsOfInput from one input to the next in the matrix
     * @param weightsOfOutput from one output to the next
     */
    public static TapSums dense(int steps, int in, int out, int weightsOfInput, int weightsOfOutput) {
        return dense(
                steps,
                in,
                out,
                weightsOfInput,
                weightsOfOutput,
                new Distances(in, steps * in),
                new Distances(out, steps * out));
    }

    /**
     * How far apart the parts of a sequence are, where other things may lie between them.
     *
     * @param step from one step to the next
     * @param block from one block to the next
     */
    public record Distances(int step, int block) {}

    /** The same where the steps of x and y have these distances. */
    public static TapSums dense(
            int steps, int in, int out, int weightsOfInput, int weightsOfOutput, Distances x, Distances y) {
        int[] xAt = new int[steps];
        int[] yAt = new int[steps];
        for (int step = 0; step < steps; step++) {
            xAt[step] = step * x.step();
            yAt[step] = step * y.step();
        }
        int[] xTap = new int[in];
        int[] wTap = new int[in];
        for (int i = 0; i < in; i++) {
            xTap[i] = i;
            wTap[i] = i * weightsOfInput;
        }
        Pattern pattern = new Pattern(xAt, yAt, 1, weightsOfOutput, List.of(new Taps(xTap, wTap)));
        return new TapSums(List.of(pattern), 1, out, 0, 0, 0, x.block(), y.block());
    }
}
