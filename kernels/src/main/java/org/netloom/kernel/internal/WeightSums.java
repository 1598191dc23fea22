package org.netloom.kernel.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The gradient of a layer by its weights, as tables: {@code dw[o][t] = Σ_p dy[o][p] · x[p + t]} over all pixels and
 * examples. Taps that meet the input at the same rows and columns of the output are summed together.
 *
 * <p>Distances in activations are counted in vectors, in the weights in floats.
 *
 * @param areas cover each tap once
 * @param groups how many groups of channels have weights of their own
 * @param outputs the output channels of a group
 * @param x the distances in x
 * @param dy the distances in dy
 * @param dyChannel from one output channel to the next in dy
 * @param wGroup from one group to the next in the weights
 * @param wChannel from one output channel to the next in the weights
 */
public record WeightSums(
        List<Area> areas, int groups, int outputs, Distances x, Distances dy, int dyChannel, int wGroup, int wChannel) {

    /**
     * How far apart the parts of an activation are.
     *
     * @param block from one block to the next
     * @param group from one group of channels to the next
     * @param row from one row of the output to the next
     * @param column from one column of the output to the next
     */
    public record Distances(int block, int group, int row, int column) {}

    /**
     * Rows and columns of the output and the taps that stay inside the input there.
     *
     * @param xTap for each tap where it reads x at the area's first pixel
     * @param wTap for each tap its distance from the output channel's first weight
     */
    public record Area(int row, int rowEnd, int column, int columnEnd, int[] xTap, int[] wTap) {}

    /**
     * A convolution's weights.
     *
     * @param in channels of x in a group
     * @param out channels of y in a group
     */
    public static WeightSums convolution(int groups, int in, int out, Extent rows, Extent columns) {
        return images(
                groups,
                in,
                out,
                rows,
                columns,
                rows.kernel() * columns.kernel(),
                in * rows.kernel() * columns.kernel());
    }

    private static WeightSums images(
            int groups, int in, int out, Extent rows, Extent columns, int weightsOfInput, int weightsOfOutput) {
        Map<List<Integer>, List<int[]>> byArea = new LinkedHashMap<>();
        for (int r = 0; r < rows.kernel(); r++) {
            for (int c = 0; c < columns.kernel(); c++) {
                int[] down = rows.places(r);
                int[] across = columns.places(c);
                byArea.computeIfAbsent(List.of(down[0], down[1], across[0], across[1]), key -> new ArrayList<>())
                        .add(new int[] {r, c});
            }
        }
        int plane = rows.in() * columns.in();
        List<Area> areas = new ArrayList<>();
        byArea.forEach((range, taps) -> {
            int[] xTap = new int[in * taps.size()];
            int[] wTap = new int[in * taps.size()];
            int t = 0;
            for (int channel = 0; channel < in; channel++) {
                for (int[] tap : taps) {
                    xTap[t] = channel * plane
                            + rows.source(range.get(0), tap[0]) * columns.in()
                            + columns.source(range.get(2), tap[1]);
                    wTap[t] = channel * weightsOfInput + tap[0] * columns.kernel() + tap[1];
                    t++;
                }
            }
            areas.add(new Area(range.get(0), range.get(1), range.get(2), range.get(3), xTap, wTap));
        });
        int pixels = rows.out() * columns.out();
        return new WeightSums(
                areas,
                groups,
                out,
                new Distances(groups * in * plane, in * plane, rows.stride() * columns.in(), columns.stride()),
                new Distances(groups * out * pixels, out * pixels, columns.out(), 1),
                pixels,
                in * out * rows.kernel() * columns.kernel(),
                weightsOfOutput);
    }

    /** The matrix [out, in] of a dense layer, at each of {@code steps} steps of a sequence; a vector is one step. */
    public static WeightSums dense(int steps, int in, int out) {
        return dense(steps, 0, in, out);
    }

    /** The same where a step of y comes of the one {@code behind} steps before in x, and the first ones of none. */
    public static WeightSums dense(int steps, int behind, int in, int out) {
        int[] taps = new int[in];
        for (int i = 0; i < in; i++) {
            taps[i] = i;
        }
        return new WeightSums(
                List.of(new Area(0, 1, behind, steps, taps, taps)),
                1,
                out,
                new Distances(steps * in, 0, 0, in),
                new Distances(steps * out, 0, 0, out),
                1,
                0,
                in);
    }
}
