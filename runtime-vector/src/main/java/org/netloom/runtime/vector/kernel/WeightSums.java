package org.netloom.runtime.vector.kernel;

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
 * @param xGroup from one group to the next in x
 * @param dyGroup from one group to the next in dy
 * @param wGroup from one group to the next in the weights
 * @param dyChannel from one output channel to the next in dy
 * @param wChannel from one output channel to the next in the weights
 * @param xRow from one row of the output to the next, in x
 * @param xColumn from one column of the output to the next, in x
 * @param dyRow from one row to the next in dy
 * @param dyColumn from one column to the next in dy
 * @param xBlock from one block to the next in x
 * @param dyBlock from one block to the next in dy
 */
public record WeightSums(
        List<Area> areas,
        int groups,
        int outputs,
        int xGroup,
        int dyGroup,
        int wGroup,
        int dyChannel,
        int wChannel,
        int xRow,
        int xColumn,
        int dyRow,
        int dyColumn,
        int xBlock,
        int dyBlock) {

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
                in * plane,
                out * pixels,
                in * out * rows.kernel() * columns.kernel(),
                pixels,
                weightsOfOutput,
                rows.stride() * columns.in(),
                columns.stride(),
                columns.out(),
                1,
                groups * in * plane,
                groups * out * pixels);
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
                0,
                0,
                0,
                1,
                in,
                0,
                in,
                0,
                out,
                steps * in,
                steps * out);
    }
}
