package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.data.Preprocessing;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.predict.Mistake;
import org.netloom.runtime.train.Evaluation;
import org.netloom.runtime.train.RowListener;

/**
 * An evaluation as an SVG picture. Of classes it has the confusion matrix with the precision, recall and F1 of each, and of
 * two classes the ROC curve; of several labels the figures of each; of numbers, up to six of them, predicted against true
 * and what is left over.
 *
 * <pre>{@code
 * EvaluationPicture picture = new EvaluationPicture(data, loss, outputs);
 * Evaluation test = evaluator.evaluate(data, loss, picture);
 * Files.writeString(Path.of("eval.svg"), picture.svg("Flowers", test));
 * }</pre>
 */
public final class EvaluationPicture implements RowListener {
    private static final double MARGIN = 28;
    private static final double HEAD = 78;
    private static final double GAP = 36;
    private static final int MOST_NUMBERS = 6;

    private final Dataset data;
    private final Says says;
    private final boolean classes;
    private final int outputs;
    private final List<RocPanel> roc = new ArrayList<>();
    private final List<NumberPanel> numbers = new ArrayList<>();

    /** @param outputs of a row of the network */
    public EvaluationPicture(Dataset data, Loss loss, int outputs) {
        this.data = data;
        this.outputs = outputs;
        Target target = data.targets() == 0 ? Target.CLASSES : Target.NUMBERS;
        classes = target == Target.CLASSES;
        says = loss.says(target);
        if (says == Says.NUMBERS) {
            for (int k = 0; k < Math.min(MOST_NUMBERS, outputs); k++) {
                numbers.add(new NumberPanel(
                        k < data.targetNames().size() ? data.targetNames().get(k) : "output " + k));
            }
        } else if (isOfTwo()) {
            roc.add(new RocPanel(name(1), name(0)));
        }
    }

    /** Two outputs that are two classes, or one that says yes or no. */
    private boolean isOfTwo() {
        return says == Says.CLASS ? outputs == 2 : outputs == 1;
    }

    private String name(int k) {
        if (classes && k < data.classNames().size()) {
            return data.classNames().get(k);
        }
        if (says == Says.LABELS) {
            return k == 0 ? "no" : "yes";
        }
        return "class " + k;
    }

    @Override
    public void ofClass(int example, int step, double[] y, int label, double loss) {
        for (RocPanel panel : roc) {
            panel.add(score(y), label == 1);
        }
        for (int k = 0; k < numbers.size(); k++) {
            numbers.get(k).add(k == label ? 1 : 0, y[k]);
        }
    }

    @Override
    public void ofNumbers(int example, int step, double[] y, double[] targets, double loss) {
        for (RocPanel panel : roc) {
            panel.add(score(y), targets.length == 1 ? targets[0] >= 0.5 : targets[1] > targets[0]);
        }
        for (int k = 0; k < numbers.size(); k++) {
            numbers.get(k).add(targets[k], y[k]);
        }
    }

    private static double score(double[] y) {
        return y.length == 1 ? y[0] : y[1] - y[0];
    }

    /**
     * The picture.
     *
     * @param network its name
     * @param evaluation of all that was seen
     */
    public String svg(String network, Evaluation evaluation) {
        return svg(network, evaluation, List.of(), null);
    }

    /**
     * The picture, and where examples are images those with the greatest loss.
     *
     * @param network its name
     * @param evaluation of all that was seen
     * @param worst of the same data
     * @param known what became of pixels, which is undone; null where nobody knows
     */
    public String svg(String network, Evaluation evaluation, List<Mistake> worst, @Nullable Preprocessing known) {
        List<Panel> panels = new ArrayList<>();
        if (evaluation.score("confusion").isPresent()) {
            panels.add(new ConfusionPanel(evaluation, classes ? data.classNames() : List.of("no", "yes")));
        } else if (says == Says.LABELS) {
            panels.add(new LabelsPanel(evaluation, data.targetNames(), outputs));
        }
        panels.addAll(roc);
        panels.addAll(numbers);
        if (!worst.isEmpty() && ExampleImage.fits(data)) {
            panels.add(new MistakesPanel(worst, new ExampleImage(data, known == null ? null : known.images(), null)));
        }
        Canvas canvas = new Canvas();
        canvas.text("title", MARGIN, MARGIN + 12, "start", network + " on " + data.name());
        canvas.text("subtitle", MARGIN, MARGIN + 32, "start", figures(evaluation));
        double y = HEAD;
        double width = Canvas.room(List.of(figures(evaluation)), 11);
        for (Panel panel : panels) {
            panel.draw(canvas, MARGIN, y);
            y += panel.height() + GAP;
            width = Math.max(width, panel.width());
        }
        return canvas.picture(width + 2 * MARGIN, y - GAP + MARGIN);
    }

    private String figures(Evaluation evaluation) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%,d examples, loss %.4f", evaluation.examples(), evaluation.loss()));
        evaluation.scores().stream()
                .filter(score -> !score.name().equals("confusion") && !Double.isNaN(score.value()))
                .forEach(score -> text.append(", ").append(figure(score.name(), score.value())));
        return text.toString();
    }

    /** Shares in percent, numbers as they are. */
    private String figure(String name, double value) {
        boolean share = says != Says.NUMBERS && !name.equals("perplexity") && !name.equals("roc_auc");
        return share
                ? String.format(Locale.ROOT, "%s %.2f %%", name, 100 * value)
                : String.format(Locale.ROOT, Math.abs(value) < 1000 ? "%s %.4g" : "%s %,.1f", name, value);
    }
}
