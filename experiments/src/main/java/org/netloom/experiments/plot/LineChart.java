package org.netloom.experiments.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values over values as lines; lines of one name look the same, and a band behind them shows how far they scatter. */
public final class LineChart {
    private final String title;
    private final Axis x;
    private final Axis y;
    private final Map<String, Series> series = new LinkedHashMap<>();
    private final List<Double> xs = new ArrayList<>();
    private final List<Double> ys = new ArrayList<>();
    private boolean ordered;
    private boolean markers;

    private static final class Series {
        private final List<double[][]> lines = new ArrayList<>();
        private double @Nullable [][] band;
    }

    public LineChart(String title, Axis x, Axis y) {
        this.title = title;
        this.x = x;
        this.y = y;
    }

    /** Colors from dark to light, for series that have an order. */
    public LineChart ordered() {
        ordered = true;
        return this;
    }

    /** A marker at each point. */
    public LineChart withMarkers() {
        markers = true;
        return this;
    }

    /** Adds a line; points that the axes cannot show are left out. */
    public LineChart line(String name, double[] atX, double[] atY) {
        requireSameLength(atX, atY);
        of(name).lines.add(new double[][] {atX, atY});
        remember(atX, atY);
        return this;
    }

    /** Adds, or replaces, what lies behind the lines of this name: the area between two lines. */
    public LineChart band(String name, double[] atX, double[] low, double[] high) {
        requireSameLength(atX, low);
        requireSameLength(atX, high);
        of(name).band = new double[][] {atX, low, high};
        remember(atX, low);
        remember(atX, high);
        return this;
    }

    /** Lets charts that are compared have the same axes: each as long as the longest of all. */
    public static void shareScales(Iterable<LineChart> charts) {
        List<Double> allXs = new ArrayList<>();
        List<Double> allYs = new ArrayList<>();
        charts.forEach(chart -> {
            allXs.addAll(chart.xs);
            allYs.addAll(chart.ys);
        });
        charts.forEach(chart -> {
            chart.xs.addAll(allXs);
            chart.ys.addAll(allYs);
        });
    }

    /** The picture. */
    public String svg() {
        Drawing drawing = new Drawing();
        Frame frame = new Frame(drawing, title);
        Scale across = Frame.horizontal(x, xs);
        Scale up = Frame.vertical(y, ys);
        frame.verticalAxis(y, up);
        frame.horizontalAxis(x, across);
        List<String> names = List.copyOf(series.keySet());
        for (int i = 0; i < names.size(); i++) {
            Series one = of(names.get(i));
            if (one.band != null) {
                band(drawing, one.band, color(i), across, up);
            }
        }
        for (int i = 0; i < names.size(); i++) {
            for (double[][] line : of(names.get(i)).lines) {
                line(drawing, line, i, across, up);
            }
        }
        frame.legend(names, (i, middleX, middleY) -> {
            stroke(drawing, "M%s,%s h26".formatted(Drawing.number(middleX - 13), Drawing.number(middleY)), i);
            if (markers) {
                Style.marker(drawing, i, middleX, middleY, color(i));
            }
        });
        return frame.document();
    }

    private void line(Drawing drawing, double[][] points, int index, Scale across, Scale up) {
        StringBuilder path = new StringBuilder();
        boolean drawn = false;
        for (int i = 0; i < points[0].length; i++) {
            boolean shown = x.shows(points[0][i]) && y.shows(points[1][i]);
            if (shown) {
                append(path, drawn ? 'L' : 'M', across.place(points[0][i]), up.place(points[1][i]));
                if (markers) {
                    Style.marker(drawing, index, across.place(points[0][i]), up.place(points[1][i]), color(index));
                }
            }
            drawn = shown;
        }
        if (path.length() > 0) {
            stroke(drawing, path.toString(), index);
        }
    }

    private void stroke(Drawing drawing, String path, int index) {
        drawing.add(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\" stroke-dasharray=\"%s\"/>",
                path, color(index), ordered ? "none" : Style.dash(index));
    }

    private void band(Drawing drawing, double[][] band, String color, Scale across, Scale up) {
        List<double[]> shown = new ArrayList<>();
        for (int i = 0; i < band[0].length; i++) {
            if (x.shows(band[0][i]) && y.shows(band[1][i]) && y.shows(band[2][i])) {
                shown.add(new double[] {across.place(band[0][i]), up.place(band[1][i]), up.place(band[2][i])});
            }
        }
        StringBuilder path = new StringBuilder();
        for (double[] point : shown) {
            append(path, path.length() == 0 ? 'M' : 'L', point[0], point[2]);
        }
        for (int i = shown.size() - 1; i >= 0; i--) {
            append(path, 'L', shown.get(i)[0], shown.get(i)[1]);
        }
        if (shown.size() > 1) {
            drawing.add("<path d=\"%s z\" fill=\"%s\" fill-opacity=\"0.14\"/>", path, color);
        }
    }

    private static void append(StringBuilder path, char command, double atX, double atY) {
        path.append(String.format(Locale.ROOT, "%s%s,%s ", command, Drawing.number(atX), Drawing.number(atY)));
    }

    private String color(int index) {
        return ordered ? Style.ordered(index, series.size()) : Style.color(index);
    }

    private Series of(String name) {
        return series.computeIfAbsent(name, key -> new Series());
    }

    /** Only points that can be shown count for the range of the axes. */
    private void remember(double[] atX, double[] atY) {
        for (int i = 0; i < atX.length; i++) {
            if (x.shows(atX[i]) && y.shows(atY[i])) {
                xs.add(atX[i]);
                ys.add(atY[i]);
            }
        }
    }

    private static void requireSameLength(double[] one, double[] other) {
        if (one.length != other.length) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d and %d values for one line", one.length, other.length));
        }
    }
}
