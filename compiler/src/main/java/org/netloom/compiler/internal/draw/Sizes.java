package org.netloom.compiler.internal.draw;

import org.netloom.compiler.internal.draw.Graph.Box;

/** Sizes of what is drawn, in pixels. */
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
}
