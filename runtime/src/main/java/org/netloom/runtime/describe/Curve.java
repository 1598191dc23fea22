package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.List;

/** A line of a plot, point by point; what is no number is left out. */
final class Curve {
    /** More points of a bold line would hide it. */
    private static final int MOST_DOTS = 40;

    private final String color;
    private final String dashes;
    private final boolean bold;
    private final List<Double> across = new ArrayList<>();
    private final List<Double> up = new ArrayList<>();

    /** @param dashes as of {@link Canvas#curve(String, double, String, List)} */
    Curve(String color, String dashes, boolean bold) {
        this.color = color;
        this.dashes = dashes;
        this.bold = bold;
    }

    void add(double x, double y) {
        if (Double.isFinite(y)) {
            across.add(x);
            up.add(y);
        }
    }

    /** The same without what has no logarithm. */
    Curve positive() {
        Curve positive = new Curve(color, dashes, bold);
        for (int i = 0; i < up.size(); i++) {
            if (up.get(i) > 0) {
                positive.add(across.get(i), up.get(i));
            }
        }
        return positive;
    }

    List<Double> up() {
        return up;
    }

    /** A point alone is a dot, as each of a bold line is where there are few. */
    void draw(Canvas canvas, PlotArea area) {
        List<Double> places = new ArrayList<>();
        for (int i = 0; i < up.size(); i++) {
            places.add(area.atX(across.get(i)));
            places.add(area.atY(up.get(i)));
            if (up.size() == 1 || (bold && up.size() <= MOST_DOTS)) {
                canvas.dot(places.get(2 * i), places.get(2 * i + 1), color);
            }
        }
        if (up.size() > 1) {
            canvas.curve(color, bold ? 2.4 : 1.1, dashes, places);
        }
    }
}
