package org.netloom.experiments.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All values of each group as points beside one another, with their mean, and their standard deviation as a bar. */
public final class StripChart {
    private final String title;
    private final String groups;
    private final Axis y;
    private final Map<String, double[]> values = new LinkedHashMap<>();
    /** What other charts show on an axis like this one. */
    private final List<Double> others = new ArrayList<>();

    /** @param groups what the groups are */
    public StripChart(String title, String groups, Axis y) {
        this.title = title;
        this.groups = groups;
        this.y = y;
    }

    /** Adds a group. */
    public StripChart group(String name, double[] points) {
        values.put(name, points.clone());
        return this;
    }

    /** Lets charts that are compared have the same axis: as long as the longest of all. */
    public static void shareScale(Iterable<StripChart> charts) {
        List<Double> all = new ArrayList<>();
        charts.forEach(chart -> all.addAll(chart.points()));
        charts.forEach(chart -> chart.others.addAll(all));
    }

    private List<Double> points() {
        List<Double> all = new ArrayList<>(others);
        values.values().forEach(points -> {
            for (double point : points) {
                all.add(point);
            }
        });
        return all;
    }

    /** The picture. */
    public String svg() {
        Drawing drawing = new Drawing();
        Frame frame = new Frame(drawing, title);
        List<Double> all = points();
        Scale up = Frame.vertical(y, all);
        frame.verticalAxis(y, up);
        List<String> names = List.copyOf(values.keySet());
        frame.horizontalNames(groups, names);
        for (int i = 0; i < names.size(); i++) {
            group(drawing, i, values.getOrDefault(names.get(i), new double[0]), up);
        }
        return frame.document();
    }

    private void group(Drawing drawing, int index, double[] points, Scale up) {
        int count = values.size();
        double middle = Frame.nameAt(index, count);
        double spread = Math.min(30, Frame.partWidth(count) * 0.28);
        int shown = 0;
        double sum = 0;
        for (int i = 0; i < points.length; i++) {
            if (!y.shows(points[i])) {
                continue;
            }
            shown++;
            sum += points[i];
            // The golden ratio's multiples never fall together: points of one height stay apart, and every run draws
            // the same.
            double aside = (i * 0.618033988749895) % 1 - 0.5;
            drawing.add(
                    "<circle cx=\"%s\" cy=\"%s\" r=\"2.2\" fill=\"%s\" fill-opacity=\"0.45\"/>",
                    middle + aside * 2 * spread, up.place(points[i]), Style.color(index));
        }
        if (shown == 0) {
            return;
        }
        double mean = sum / shown;
        double squares = 0;
        for (double point : points) {
            squares += y.shows(point) ? (point - mean) * (point - mean) : 0;
        }
        double wing = Math.min(spread + 8, Frame.partWidth(count) * 0.45);
        double deviation = shown < 2 ? 0 : Math.sqrt(squares / (shown - 1));
        drawing.add(
                "<path d=\"M%s,%s H%s\" stroke=\"#22262d\" stroke-width=\"2\"/>",
                middle - wing, up.place(mean), middle + wing);
        if (deviation > 0 && y.shows(mean - deviation)) {
            double low = up.place(mean - deviation);
            double high = Math.max(up.place(mean + deviation), Frame.top());
            drawing.add(
                    "<path d=\"M%s,%s V%s M%s,%s h10 M%s,%s h10\" stroke=\"#22262d\" stroke-width=\"1.2\" fill=\"none\"/>",
                    middle + wing - 5, low, high, middle + wing - 10, low, middle + wing - 10, high);
        }
    }
}
