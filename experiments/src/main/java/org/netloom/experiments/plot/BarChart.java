package org.netloom.experiments.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Bars in groups: one value of each series for each group. */
public final class BarChart {
    private final String title;
    private final String label;
    private final List<String> groups;
    private final Axis y;
    private final Map<String, double[]> series = new LinkedHashMap<>();

    /**
     * @param label what the groups are
     * @param groups their names
     */
    public BarChart(String title, String label, List<String> groups, Axis y) {
        this.title = title;
        this.label = label;
        this.groups = List.copyOf(groups);
        this.y = y;
    }

    /** Adds a series with a value for each group; one that the axis cannot show, NaN for example, has no bar. */
    public BarChart series(String name, double[] values) {
        if (values.length != groups.size()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%d values for %d groups", values.length, groups.size()));
        }
        series.put(name, values.clone());
        return this;
    }

    /** The picture. */
    public String svg() {
        Drawing drawing = new Drawing();
        Frame frame = new Frame(drawing, title);
        List<Double> all = new ArrayList<>();
        series.values().forEach(values -> Arrays.stream(values).forEach(all::add));
        // Where bars begin; on a logarithmic axis below the least, so that its bar is to be seen.
        all.add(y.log() ? all.stream().filter(y::shows).min(Double::compare).orElse(1.0) / 3 : 0);
        Scale up = Frame.vertical(y, all);
        frame.verticalAxis(y, up);
        List<String> names = List.copyOf(series.keySet());
        double part = Frame.partWidth(groups.size()) * 0.76;
        double width = part / Math.max(1, names.size());
        for (int s = 0; s < names.size(); s++) {
            double[] values = series.getOrDefault(names.get(s), new double[0]);
            for (int g = 0; g < values.length; g++) {
                if (y.shows(values[g])) {
                    double from = up.place(up.base());
                    double to = up.place(values[g]);
                    rectangle(
                            drawing,
                            s,
                            Frame.nameAt(g, groups.size()) - part / 2 + s * width,
                            Math.min(from, to),
                            width * 0.92,
                            Math.abs(from - to));
                }
            }
        }
        frame.horizontalNames(label, groups);
        frame.legend(names, (i, x, middle) -> rectangle(drawing, i, x - 6, middle - 6, 12, 12));
        return frame.document();
    }

    private static void rectangle(Drawing drawing, int index, double x, double y, double width, double height) {
        drawing.add(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>",
                x, y, width, height, Style.color(index));
    }
}
