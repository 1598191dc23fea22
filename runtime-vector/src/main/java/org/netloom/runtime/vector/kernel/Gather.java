package org.netloom.runtime.vector.kernel;

import java.util.ArrayList;
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
 * @param yChannel from one output channel to the next in y
 * @param wChannel from one output channel to the next in the weights
 * @param xBlock from one block to the next in x
 * @param yBlock from one block to the next in y
 */
public record Gather(
        List<Pattern> patterns,
        int groups,
        int outputs,
        int xGroup,
        int yGroup,
        int wGroup,
        int yChannel,
        int wChannel,
        int xBlock,
        int yBlock) {

    /**
     * Output pixels and the taps that reach them.
     *
     * @param xAt for each pixel where its first tap's row and column lie in x
     * @param yAt for each pixel where it lies in y
     * @param xTap for each tap its distance from there
     * @param wTap for each tap its distance in the weights from the output channel's first
     */
    public record Pattern(int[] xAt, int[] yAt, int[] xTap, int[] wTap) {
        /** How many pixels. */
        public int pixels() {
            return xAt.length;
        }
    }

    /**
     * A convolution's output from its input.
     *
     * @param in channels of x in a group
     * @param out channels of y in a group
     */
    public static Gather convolution(int groups, int in, int out, Axis rows, Axis columns, Window x, Window kernel) {
        return images(groups, in, out, rows, columns, x, kernel, kernel.size(), in * kernel.size());
    }

    /**
     * The gradient of a convolution by its input, from the one by its output; also a transposed convolution.
     *
     * @param in channels of the convolution's output in a group, which are what is summed over
     * @param out channels of its input in a group
     */
    public static Gather transposed(int groups, int in, int out, Axis rows, Axis columns, Window x, Window kernel) {
        return images(groups, in, out, rows, columns, x, kernel, out * kernel.size(), kernel.size());
    }

    /** Rows and columns of an image or a kernel. */
    public record Window(int height, int width) {
        int size() {
            return height * width;
        }
    }

    private static Gather images(
            int groups,
            int in,
            int out,
            Axis rows,
            Axis columns,
            Window x,
            Window kernel,
            int weightsOfInput,
            int weightsOfOutput) {
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
            patterns.add(new Pattern(xAt, yAt, xTap, wTap));
        }
        int pixels = rows.length() * columns.length();
        return new Gather(
                patterns,
                groups,
                out,
                in * x.size(),
                out * pixels,
                in * out * kernel.size(),
                pixels,
                weightsOfOutput,
                groups * in * x.size(),
                groups * out * pixels);
    }

    /**
     * A product of vectors with a matrix, at each of {@code steps} steps of a sequence; a vector is one step.
     *
     * @param weightsOfInput from one input to the next in the matrix
     * @param weightsOfOutput from one output to the next
     */
    public static Gather dense(int steps, int in, int out, int weightsOfInput, int weightsOfOutput) {
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
    public static Gather dense(
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
        return new Gather(
                List.of(new Pattern(xAt, yAt, xTap, wTap)), 1, out, 0, 0, 0, 1, weightsOfOutput, x.block(), y.block());
    }

    /** The same for {@code blocks} blocks at once: their pixels follow one another. */
    Gather over(int blocks) {
        List<Pattern> wide = new ArrayList<>();
        for (Pattern pattern : patterns) {
            int pixels = pattern.pixels();
            int[] xAt = new int[blocks * pixels];
            int[] yAt = new int[blocks * pixels];
            for (int i = 0; i < xAt.length; i++) {
                xAt[i] = i / pixels * xBlock + pattern.xAt()[i % pixels];
                yAt[i] = i / pixels * yBlock + pattern.yAt()[i % pixels];
            }
            wide.add(new Pattern(xAt, yAt, pattern.xTap(), pattern.wTap()));
        }
        return new Gather(wide, groups, outputs, xGroup, yGroup, wGroup, yChannel, wChannel, xBlock, yBlock);
    }
}
