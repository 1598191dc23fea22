package org.netloom.runtime.describe;

import java.util.Locale;
import java.util.SplittableRandom;

/** One of the numbers: predicted against true with the diagonal, and beside it what is left over against predicted. */
final class NumberPanel implements Panel {
    private static final double SIDE = 300;
    private static final double LEFT = 84;
    private static final double TOP = 52;
    /** More dots than these hide each other; they are drawn by lot from all, with the same chance each. */
    private static final int MOST_DOTS = 2000;

    private final String name;
    private final SplittableRandom random = new SplittableRandom(0);
    private final double[] truth = new double[MOST_DOTS];
    private final double[] predicted = new double[MOST_DOTS];
    private int seen;

    NumberPanel(String name) {
        this.name = name;
    }

    void add(double target, double said) {
        int place = seen < MOST_DOTS ? seen : random.nextInt(seen + 1);
        if (place < MOST_DOTS) {
            truth[place] = target;
            predicted[place] = said;
        }
        seen++;
    }

    private int dots() {
        return Math.min(seen, MOST_DOTS);
    }

    @Override
    public double width() {
        return 2 * (LEFT + SIDE) + 20;
    }

    @Override
    public double height() {
        return TOP + SIDE + 52;
    }

    @Override
    public void draw(Canvas canvas, double x, double y) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double furthest = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < dots(); i++) {
            least = Math.min(least, Math.min(truth[i], predicted[i]));
            greatest = Math.max(greatest, Math.max(truth[i], predicted[i]));
            low = Math.min(low, predicted[i]);
            high = Math.max(high, predicted[i]);
            furthest = Math.max(furthest, Math.abs(predicted[i] - truth[i]));
        }
        LinearAxis both = LinearAxis.of(least, greatest);
        PlotArea values = PlotArea.square(x + LEFT, y + TOP, SIDE, both, both);
        PlotArea rests = PlotArea.square(
                x + 2 * LEFT + SIDE, y + TOP, SIDE, LinearAxis.of(low, high), LinearAxis.of(-furthest, furthest));
        canvas.text("head", x, y + 12, "start", title());
        values.draw(canvas, "true", "predicted");
        rests.draw(canvas, "predicted", "predicted - true");
        canvas.line(
                "diagonal",
                values.atX(both.from()),
                values.atY(both.from()),
                values.atX(both.to()),
                values.atY(both.to()));
        canvas.line("diagonal", rests.x(), rests.atY(0), rests.x() + SIDE, rests.atY(0));
        for (int i = 0; i < dots(); i++) {
            canvas.dot(values.atX(truth[i]), values.atY(predicted[i]), "#2f7f88");
            canvas.dot(rests.atX(predicted[i]), rests.atY(predicted[i] - truth[i]), "#c45a2c");
        }
    }

    private String title() {
        return seen <= MOST_DOTS
                ? name
                : String.format(Locale.ROOT, "%s, %,d of %,d drawn by lot", name, MOST_DOTS, seen);
    }
}
