package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.train.Evaluation;

/**
 * How often a class was taken for which, as a matrix, with the figures of each class at its row. Of many classes cells are
 * smaller and have no number; below are the classes that were most often confused.
 */
final class ConfusionPanel implements Panel {
    /** More are more than a screen shows; those with the lowest F1 are taken. */
    private static final int MOST_CLASSES = 100;

    private static final int MOST_PAIRS = 10;
    private static final List<String> FIGURES = List.of("precision", "recall", "f1");
    private static final double FIGURE = 66;
    private static final int LETTERS = 24;

    private final List<String> names;
    private final List<Double> counts;
    private final List<Score> figures = new ArrayList<>();
    private final int all;
    /** Which classes are shown. */
    private final int[] shown;

    private final double cell;
    private final double size;
    private final double room;

    ConfusionPanel(Evaluation evaluation, List<String> classNames) {
        counts = evaluation.score("confusion").orElseThrow().parts();
        all = (int) Math.round(Math.sqrt(counts.size()));
        FIGURES.forEach(name -> evaluation
                .score(name)
                .filter(score -> score.parts().size() == all)
                .ifPresent(figures::add));
        names = IntStream.range(0, all)
                .mapToObj(k -> k < classNames.size() ? classNames.get(k) : String.valueOf(k))
                .map(name -> Canvas.shortened(name, LETTERS))
                .toList();
        shown = shown(evaluation);
        cell = shown.length <= 12 ? 46 : shown.length <= 30 ? 28 : 11;
        size = shown.length <= 30 ? 11 : 8.5;
        room = Canvas.room(IntStream.of(shown).mapToObj(names::get).toList(), size) + 10;
    }

    private int[] shown(Evaluation evaluation) {
        IntStream classes = IntStream.range(0, all);
        if (all <= MOST_CLASSES) {
            return classes.toArray();
        }
        List<Double> f1 = evaluation.score("f1").orElseThrow().parts();
        return classes.boxed()
                .filter(k -> Double.isFinite(f1.get(k)))
                .sorted(Comparator.comparingDouble(f1::get))
                .limit(MOST_CLASSES)
                .sorted()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public double width() {
        return Math.max(420, 20 + room + cell * shown.length + (figures.size() + 1) * FIGURE + 10);
    }

    @Override
    public double height() {
        return 44 + room + cell * shown.length + (pairs().isEmpty() ? 0 : 34 + 17 * pairs().size());
    }

    @Override
    public void draw(Canvas canvas, double x, double y) {
        canvas.text("head", x, y + 12, "start", title());
        canvas.text("subtitle", x, y + 30, "start", "rows: what it is; columns: what the net says");
        double left = x + 20 + room;
        double top = y + 44 + room;
        for (int row = 0; row < shown.length; row++) {
            double middle = top + cell * row + cell / 2 + size * 0.36;
            canvas.text(left - 6, middle, "end", size, "#22262d", names.get(shown[row]));
            canvas.upright(left + cell * row + cell / 2 + size * 0.36, top - 6, size, names.get(shown[row]));
            for (int column = 0; column < shown.length; column++) {
                cell(canvas, left + cell * column, top + cell * row, shown[row], shown[column]);
            }
            figures(canvas, left + cell * shown.length, middle, shown[row]);
        }
        canvas.frame(left, top, cell * shown.length, cell * shown.length);
        double right = left + cell * shown.length;
        heads(canvas, right, top - 6);
        List<String> pairs = pairs();
        if (!pairs.isEmpty()) {
            double below = top + cell * shown.length + 26;
            canvas.text("head", x, below, "start", "most often confused");
            for (int i = 0; i < pairs.size(); i++) {
                canvas.text("", x, below + 18 + 17 * i, "start", pairs.get(i));
            }
        }
    }

    private String title() {
        return shown.length == all
                ? String.format(Locale.ROOT, "Confusion of %,d classes", all)
                : String.format(
                        Locale.ROOT, "Confusion of the %,d classes with the lowest F1, of %,d", shown.length, all);
    }

    private void heads(Canvas canvas, double right, double y) {
        canvas.text("tick", right + FIGURE, y, "end", "examples");
        for (int i = 0; i < figures.size(); i++) {
            canvas.text(
                    "tick", right + FIGURE * (i + 2), y, "end", figures.get(i).name());
        }
    }

    private void figures(Canvas canvas, double right, double y, int k) {
        canvas.text(right + FIGURE, y, "end", size, "#22262d", String.format(Locale.ROOT, "%,d", examples(k)));
        for (int i = 0; i < figures.size(); i++) {
            double value = figures.get(i).parts().get(k);
            String text = Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * value);
            canvas.text(right + FIGURE * (i + 2), y, "end", size, "#22262d", text);
        }
    }

    /** As dark as its share of the row's examples; right in another color than wrong. */
    private void cell(Canvas canvas, double x, double y, int row, int column) {
        long count = count(row, column);
        if (count == 0) {
            return;
        }
        double share = (double) count / examples(row);
        canvas.box(x, y, cell, cell, row == column ? shade(share, 0x2f, 0x7f, 0x88) : shade(share, 0xc4, 0x5a, 0x2c));
        if (cell > 20) {
            String text = String.format(Locale.ROOT, "%,d", count);
            double letters = Math.min(size, cell / (0.66 * text.length()));
            String color = share > 0.55 ? "#ffffff" : "#22262d";
            canvas.text(x + cell / 2, y + cell / 2 + letters * 0.36, "middle", letters, color, text);
        }
    }

    /** From white to the color; a single one of many is still seen. */
    private static String shade(double share, int red, int green, int blue) {
        double part = 0.12 + 0.88 * share;
        return String.format(Locale.ROOT, "#%02x%02x%02x", mixed(part, red), mixed(part, green), mixed(part, blue));
    }

    private static int mixed(double part, int color) {
        return (int) Math.round(255 + part * (color - 255));
    }

    /** Of many classes, whose cells have no numbers. */
    private List<String> pairs() {
        if (cell > 20) {
            return List.of();
        }
        return IntStream.range(0, all * all)
                .filter(i -> i / all != i % all && counts.get(i) > 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> counts.get(i)).reversed())
                .limit(MOST_PAIRS)
                .map(i -> String.format(
                        Locale.ROOT,
                        "%,d of %,d %s taken for %s",
                        count(i / all, i % all),
                        examples(i / all),
                        names.get(i / all),
                        names.get(i % all)))
                .toList();
    }

    private long count(int row, int column) {
        return counts.get(row * all + column).longValue();
    }

    private long examples(int row) {
        return counts.subList(row * all, (row + 1) * all).stream()
                .mapToLong(Double::longValue)
                .sum();
    }
}
