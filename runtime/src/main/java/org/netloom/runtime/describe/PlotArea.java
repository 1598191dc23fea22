package org.netloom.runtime.describe;

/**
 * A rectangle with two axes.
 *
 * @param x of its left edge
 * @param y of its upper edge
 */
record PlotArea(double x, double y, double width, double height, Axis across, Axis up) {

    /** A square one. */
    static PlotArea square(double x, double y, double side, Axis across, Axis up) {
        return new PlotArea(x, y, side, side, across, up);
    }

    double atX(double value) {
        return x + width * across.share(value);
    }

    double atY(double value) {
        return y + height * (1 - up.share(value));
    }

    /** Lines, numbers and names of the axes. */
    void draw(Canvas canvas, String below, String beside) {
        for (double tick : across.ticks()) {
            canvas.line("grid", atX(tick), y, atX(tick), y + height);
            canvas.text("tick", atX(tick), y + height + 15, "middle", across.text(tick));
        }
        for (double tick : up.ticks()) {
            canvas.line("grid", x, atY(tick), x + width, atY(tick));
            canvas.text("tick", x - 6, atY(tick) + 4, "end", up.text(tick));
        }
        canvas.frame(x, y, width, height);
        canvas.text("", x + width / 2, y + height + 33, "middle", below);
        canvas.text("", x, y - 8, "start", beside);
    }
}
