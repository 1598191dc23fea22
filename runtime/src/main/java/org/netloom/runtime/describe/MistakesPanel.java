package org.netloom.runtime.describe;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.predict.Answer;
import org.netloom.runtime.predict.Answer.Value;
import org.netloom.runtime.predict.Mistake;

/** The images with the greatest loss, with what they are and what the net says. */
final class MistakesPanel implements Panel {
    private static final int COLUMNS = 5;
    private static final double CELL = 150;
    private static final double IMAGE = 112;
    private static final double ROW = IMAGE + 64;
    private static final double TOP = 28;
    private static final int LETTERS = 22;
    /** A sheet of more is no longer looked at one by one. */
    private static final int MOST = 100;

    private final List<Mistake> mistakes;
    private final ExampleImage images;

    MistakesPanel(List<Mistake> mistakes, ExampleImage images) {
        this.mistakes = mistakes.subList(0, Math.min(MOST, mistakes.size()));
        this.images = images;
    }

    @Override
    public double width() {
        return COLUMNS * CELL;
    }

    @Override
    public double height() {
        int rows = (mistakes.size() + COLUMNS - 1) / COLUMNS;
        return TOP + ROW * rows;
    }

    @Override
    public void draw(Canvas canvas, double x, double y) {
        canvas.text("head", x, y + 12, "start", "Greatest loss");
        for (int i = 0; i < mistakes.size(); i++) {
            Mistake mistake = mistakes.get(i);
            int row = i / COLUMNS;
            double left = x + CELL * (i - row * COLUMNS);
            double top = y + TOP + ROW * row;
            canvas.image(left, top, IMAGE, images.png(mistake.index()));
            canvas.text(
                    "tick",
                    left,
                    top + IMAGE + 14,
                    "start",
                    shortened(mistake.answer().example()));
            canvas.text("tick", left, top + IMAGE + 28, "start", shortened("is " + truth(mistake)));
            canvas.text("tick", left, top + IMAGE + 42, "start", shortened("says " + said(mistake.answer())));
        }
    }

    private static String said(Answer answer) {
        return switch (answer.says()) {
            case CLASS -> words(List.of(answer.first()), answer.probabilities());
            case LABELS ->
                words(
                        answer.values().stream()
                                .filter(value -> value.value() > 0.5)
                                .toList(),
                        false);
            case NUMBERS -> numbers(answer.values());
        };
    }

    private static String truth(Mistake mistake) {
        return mistake.answer().says() == Says.NUMBERS ? numbers(mistake.truth()) : words(mistake.truth(), false);
    }

    private static String numbers(List<Value> values) {
        return values.stream()
                .map(value -> String.format(Locale.ROOT, "%.4g", value.value()))
                .collect(Collectors.joining(", "));
    }

    private static String words(List<Value> values, boolean withShares) {
        return values.isEmpty()
                ? "none"
                : values.stream()
                        .map(value -> withShares
                                ? String.format(Locale.ROOT, "%s %.0f %%", value.name(), 100 * value.value())
                                : value.name())
                        .collect(Collectors.joining(", "));
    }

    private static String shortened(String text) {
        return Canvas.shortened(text, LETTERS);
    }
}
