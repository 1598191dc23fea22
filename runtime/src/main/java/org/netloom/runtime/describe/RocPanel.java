package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The receiver operating characteristic of two classes: what share of either is said to be yes, at every threshold. */
final class RocPanel implements Panel {
    private static final double SIDE = 320;
    private static final double LEFT = 56;
    private static final double TOP = 52;
    /** Half a picture's dot: closer places of the curve are one. */
    private static final double NEAR = 0.5 / SIDE;

    private final String yes;
    private final String no;
    private double[] scores = new double[1024];
    private boolean[] areYes = new boolean[1024];
    private int size;

    /**
     * @param yes the class that is to be found
     * @param no the other one
     */
    RocPanel(String yes, String no) {
        this.yes = yes;
        this.no = no;
    }

    /** @param score the larger, the more the net says yes */
    void add(double score, boolean isYes) {
        if (size == scores.length) {
            scores = Arrays.copyOf(scores, 2 * size);
            areYes = Arrays.copyOf(areYes, 2 * size);
        }
        scores[size] = score;
        areYes[size] = isYes;
        size++;
    }

    @Override
    public double width() {
        return LEFT + SIDE + 20;
    }

    @Override
    public double height() {
        return TOP + SIDE + 44;
    }

    @Override
    public void draw(Canvas canvas, double x, double y) {
        LinearAxis shares = new LinearAxis(0, 1, 0.2);
        PlotArea area = PlotArea.square(x + LEFT, y + TOP, SIDE, shares, shares);
        canvas.text("head", x, y + 12, "start", "ROC");
        area.draw(canvas, "share of " + no + " taken for " + yes, "share of " + yes + " that is found");
        canvas.line("diagonal", area.atX(0), area.atY(0), area.atX(1), area.atY(1));
        List<Double> places = new ArrayList<>();
        List<double[]> curve = curve();
        double[] last = {-1, -1};
        for (int i = 0; i < curve.size(); i++) {
            double[] place = curve.get(i);
            if (i + 1 == curve.size() || place[0] - last[0] + place[1] - last[1] > NEAR) {
                places.add(area.atX(place[0]));
                places.add(area.atY(place[1]));
                last = place;
            }
        }
        if (!places.isEmpty()) {
            canvas.curve("#2f7f88", places);
        }
        String text = curve.isEmpty() ? "one class alone" : String.format(Locale.ROOT, "area %.4f", area(curve));
        canvas.text("head", area.atX(0.97), area.atY(0.05), "end", text);
    }

    /** From none to all: false and true positive rate at each threshold; equal scores are one. Empty without both classes. */
    private List<double[]> curve() {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
        long positives = 0;
        for (int i = 0; i < size; i++) {
            positives += areYes[i] ? 1 : 0;
        }
        long negatives = size - positives;
        List<double[]> curve = new ArrayList<>();
        if (positives == 0 || negatives == 0) {
            return curve;
        }
        curve.add(new double[] {0, 0});
        long found = 0;
        long wrong = 0;
        for (int i = 0; i < size; i++) {
            found += areYes[order[i]] ? 1 : 0;
            wrong += areYes[order[i]] ? 0 : 1;
            if (i + 1 == size || scores[order[i + 1]] < scores[order[i]]) {
                curve.add(new double[] {(double) wrong / negatives, (double) found / positives});
            }
        }
        return curve;
    }

    /** By trapezoids, as ROC AUC is. */
    private static double area(List<double[]> curve) {
        double area = 0;
        for (int i = 1; i < curve.size(); i++) {
            double[] from = curve.get(i - 1);
            double[] to = curve.get(i);
            area += (to[0] - from[0]) * (to[1] + from[1]) / 2;
        }
        return area;
    }
}
