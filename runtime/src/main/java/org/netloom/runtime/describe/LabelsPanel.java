package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.netloom.runtime.metric.Score;
import org.netloom.runtime.train.Evaluation;

/** The figures of each label, where an example may have several: bars from 0 to 1. */
final class LabelsPanel implements Panel {
    private static final double BAR = 130;
    private static final double COLUMN = 200;
    private static final double ROW = 20;
    private static final double TOP = 52;
    private static final int LETTERS = 24;

    private final List<Score> figures = new ArrayList<>();
    private final List<String> names;

    LabelsPanel(Evaluation evaluation, List<String> labels, int outputs) {
        evaluation.scores().stream()
                .filter(score -> score.parts().size() == outputs)
                .forEach(figures::add);
        names = IntStream.range(0, outputs)
                .mapToObj(k -> Canvas.shortened(k < labels.size() ? labels.get(k) : String.valueOf(k), LETTERS))
                .toList();
    }

    private double room() {
        return Canvas.room(names, 12) + 12;
    }

    @Override
    public double width() {
        return room() + COLUMN * figures.size();
    }

    @Override
    public double height() {
        return TOP + ROW * names.size() + 10;
    }

    @Override
    public void draw(Canvas canvas, double x, double y) {
        canvas.text("head", x, y + 12, "start", String.format(Locale.ROOT, "%,d labels", names.size()));
        for (int i = 0; i < figures.size(); i++) {
            canvas.text(
                    "tick",
                    x + room() + COLUMN * i,
                    y + TOP - 10,
                    "start",
                    figures.get(i).name());
        }
        for (int k = 0; k < names.size(); k++) {
            double top = y + TOP + ROW * k;
            canvas.text("", x + room() - 8, top + 12, "end", names.get(k));
            for (int i = 0; i < figures.size(); i++) {
                double left = x + room() + COLUMN * i;
                double value = figures.get(i).parts().get(k);
                canvas.box(left, top, BAR, ROW - 6, "#eef1f4");
                if (Double.isFinite(value)) {
                    canvas.box(left, top, BAR * value, ROW - 6, "#2f7f88");
                }
                String text = Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * value);
                canvas.text("tick", left + BAR + 6, top + 11, "start", text);
            }
        }
    }
}
