package org.netloom.compiler.draw;

import java.util.ArrayList;
import java.util.List;
import org.netloom.compiler.draw.Graph.Box;

/** Sizes of what is drawn, in pixels, and the fit that places it. */
final class Sizes {
    /** Of a letter of the fixed-width font at its size. */
    static final double LETTER = 7.25;

    static final double SMALL_LETTER = 6.1;
    static final double ROW = 25;
    static final double NOTE = 17;
    private static final double NARROWEST = 96;
    private static final double MARGIN = 12;

    private Sizes() {}

    static double width(Box box) {
        double rows = box.rows().stream()
                .mapToDouble(row -> row.text().length() * LETTER)
                .max()
                .orElse(0);
        return Math.max(NARROWEST, Math.max(rows, box.note().length() * SMALL_LETTER) + 2 * MARGIN);
    }

    /** What the box needs across so that the shape beside its arrow has room, too. */
    static double space(Box box) {
        return Math.max(width(box), 2 * (box.out().length() * SMALL_LETTER + 7) - Placement.GAP_ACROSS);
    }

    static double height(Box box) {
        return ROW * box.rows().size() + (box.note().isEmpty() ? 0 : NOTE);
    }

    /**
     * The sequence that never falls and is nearest to this one in the sense of least squares: neighbours that fall are
     * pooled to their mean (Barlow et al., 1972).
     */
    static double[] increasing(double[] values) {
        List<double[]> pools = new ArrayList<>();
        for (double value : values) {
            double[] pool = {value, 1};
            while (!pools.isEmpty() && pools.get(pools.size() - 1)[0] > pool[0]) {
                double[] before = pools.remove(pools.size() - 1);
                double count = before[1] + pool[1];
                pool = new double[] {(before[0] * before[1] + pool[0] * pool[1]) / count, count};
            }
            pools.add(pool);
        }
        double[] fitted = new double[values.length];
        int i = 0;
        for (double[] pool : pools) {
            for (int n = 0; n < pool[1]; n++) {
                fitted[i++] = pool[0];
            }
        }
        return fitted;
    }
}
