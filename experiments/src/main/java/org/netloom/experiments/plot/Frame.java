package org.netloom.experiments.plot;

import java.util.List;

/** What all charts have around their values: title, axes with ticks, a grid, and a legend below. */
final class Frame {
    static final double WIDTH = 560;
    private static final double LEFT = 68;
    private static final double RIGHT = 18;
    private static final double TOP = 38;
    private static final double PLOT_HEIGHT = 260;
    private static final double BELOW = 50;
    private static final double LEGEND_ROW = 19;
    /** A letter of the legend is about this wide. */
    private static final double LETTER = 6.6;

    private static final double SAMPLE = 34;

    private final Drawing drawing;
    private final String title;
    private double bottom;

    Frame(Drawing drawing, String title) {
        this.drawing = drawing;
        this.title = title;
        this.bottom = TOP + PLOT_HEIGHT + BELOW;
        drawing.add("<text x=\"%s\" y=\"%s\" font-size=\"14\" font-weight=\"bold\">%s</text>", LEFT, 22.0, title);
    }

    /** Draws a sample of a series' look; x and y are its middle. */
    interface Sample {
        void draw(int index, double x, double y);
    }

    /** Where the values' area begins. */
    static double top() {
        return TOP;
    }

    static Scale horizontal(Axis axis, List<Double> values) {
        return new Scale(axis, values, LEFT, WIDTH - RIGHT);
    }

    static Scale vertical(Axis axis, List<Double> values) {
        return new Scale(axis, values, TOP + PLOT_HEIGHT, TOP);
    }

    void verticalAxis(Axis axis, Scale scale) {
        for (double tick : scale.ticks()) {
            double y = scale.place(tick);
            drawing.add("<path d=\"M%s,%s H%s\" stroke=\"#e1e4e8\" stroke-width=\"1\"/>", LEFT, y, WIDTH - RIGHT);
            drawing.add("<text x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>", LEFT - 8, y + 4, scale.text(tick));
        }
        drawing.add("<path d=\"M%s,%s V%s\" stroke=\"#22262d\" stroke-width=\"1\"/>", LEFT, TOP, TOP + PLOT_HEIGHT);
        drawing.add(
                "<text transform=\"translate(%s,%s) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                16.0, TOP + PLOT_HEIGHT / 2, axis.title());
    }

    void horizontalAxis(Axis axis, Scale scale) {
        for (double tick : scale.ticks()) {
            tick(scale.place(tick), scale.text(tick));
        }
        horizontalLine(axis.title());
    }

    /** An axis of names, each in the middle of its part. */
    void horizontalNames(String label, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            tick(nameAt(i, names.size()), names.get(i));
        }
        horizontalLine(label);
    }

    /** The middle of the i-th of so many parts. */
    static double nameAt(double index, int count) {
        return LEFT + (WIDTH - RIGHT - LEFT) * (index + 0.5) / count;
    }

    static double partWidth(int count) {
        return (WIDTH - RIGHT - LEFT) / count;
    }

    private void tick(double x, String text) {
        double y = TOP + PLOT_HEIGHT;
        drawing.add("<path d=\"M%s,%s v5\" stroke=\"#22262d\" stroke-width=\"1\"/>", x, y);
        drawing.add("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>", x, y + 19, text);
    }

    private void horizontalLine(String label) {
        double y = TOP + PLOT_HEIGHT;
        drawing.add("<path d=\"M%s,%s H%s\" stroke=\"#22262d\" stroke-width=\"1\"/>", LEFT, y, WIDTH - RIGHT);
        drawing.add(
                "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>", (LEFT + WIDTH - RIGHT) / 2, y + 40, label);
    }

    void legend(List<String> names, Sample sample) {
        double x = LEFT;
        double y = bottom + 8;
        for (int i = 0; i < names.size(); i++) {
            double width = SAMPLE + names.get(i).length() * LETTER + 22;
            if (x > LEFT && x + width > WIDTH) {
                x = LEFT;
                y += LEGEND_ROW;
            }
            sample.draw(i, x + SAMPLE / 2 - 4, y - 4);
            drawing.add("<text x=\"%s\" y=\"%s\">%s</text>", x + SAMPLE, y, names.get(i));
            x += width;
        }
        bottom = y + 14;
    }

    String document() {
        return drawing.document(WIDTH, bottom, title);
    }
}
