package org.netloom.runtime.describe;

import java.util.List;

/** Curves over the course of a training. */
final class CurvesPanel implements Panel {
    private static final double WIDTH = 640;
    private static final double HEIGHT = 240;
    private static final double LEFT = 64;
    private static final double TOP = 24;

    private final String name;
    private final String time;
    private final List<Curve> curves;
    private final Axis across;
    private final Axis up;

    /**
     * @param time what the axis below counts
     * @param curves with a point at least
     */
    CurvesPanel(String name, String time, List<Curve> curves, Axis across, boolean logarithmic) {
        this.name = name;
        this.time = time;
        this.curves = curves;
        this.across = across;
        Range.Sum range = new Range.Sum();
        curves.forEach(curve -> curve.up().forEach(range::add));
        double least = range.range().least();
        double greatest = range.range().greatest();
        up = logarithmic ? LogAxis.of(least, greatest) : LinearAxis.of(least, greatest);
    }

    @Override
    public double width() {
        return LEFT + WIDTH + 20;
    }

    @Override
    public double height() {
        return TOP + HEIGHT + 36;
    }

    @Override
    public void draw(Canvas canvas, double x, double y) {
        PlotArea area = new PlotArea(x + LEFT, y + TOP, WIDTH, HEIGHT, across, up);
        area.draw(canvas, time, name);
        curves.forEach(curve -> curve.draw(canvas, area));
    }
}
