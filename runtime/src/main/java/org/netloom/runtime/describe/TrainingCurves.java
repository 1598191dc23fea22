package org.netloom.runtime.describe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.train.LoggedRun;

/**
 * Trainings over one another as an SVG picture: the loss, the metric that says most, and the learning rate where it
 * changes. Thin lines are of training, bold ones of validation.
 *
 * <pre>{@code
 * List<LoggedRun> runs = List.of(LoggedRun.read(Path.of("sgd.jsonl")), LoggedRun.read(Path.of("adam.jsonl")));
 * Files.writeString(Path.of("curves.svg"), TrainingCurves.of(runs).svg());
 * }</pre>
 */
public final class TrainingCurves {
    private static final double MARGIN = 28;
    private static final double HEAD = 74;
    private static final double GAP = 30;
    private static final double ROW = 20;
    /** How many points the loss of the steps has at most, each a mean over as many steps. */
    private static final int POINTS = 200;

    private static final List<String> COLORS =
            List.of("#2f7f88", "#c45a2c", "#5b5ea6", "#b08a00", "#5d8a2f", "#a23b72", "#3f84cf", "#7d6152");
    private static final List<String> DASHES = List.of("", "6 3", "2 2");

    private final List<LoggedRun> runs;
    private final List<String> names;
    private final boolean logarithmic;
    /** Whether times are in epochs: where each training has finished one. */
    private final boolean inEpochs;

    private final double end;

    private TrainingCurves(List<LoggedRun> runs, boolean logarithmic) {
        this.runs = List.copyOf(runs);
        this.names = RunNames.of(runs.stream().map(LoggedRun::file).toList());
        this.logarithmic = logarithmic;
        this.inEpochs = runs.stream().noneMatch(run -> run.epochs().isEmpty());
        this.end = runs.stream()
                .mapToDouble(
                        run -> time(run, run.steps().get(run.steps().size() - 1).step()))
                .max()
                .orElseThrow(() -> new NetworkException("there is no training to draw"));
    }

    /**
     * Of these trainings, one at least.
     *
     * @throws NetworkException where there is none
     */
    public static TrainingCurves of(List<LoggedRun> runs) {
        return new TrainingCurves(runs, false);
    }

    /** The same with the loss on a logarithmic scale, without losses that are not above 0. */
    public TrainingCurves withLogScale() {
        return new TrainingCurves(runs, true);
    }

    /**
     * The picture.
     *
     * @throws NetworkException where the scale is logarithmic and no loss is above 0
     */
    public String svg() {
        LinearAxis across = LinearAxis.ofCounts(end);
        String time = inEpochs ? "epoch" : "step";
        List<CurvesPanel> panels = new ArrayList<>();
        panels.add(new CurvesPanel("loss", time, losses(), across, logarithmic));
        for (String metric : metrics()) {
            List<Curve> curves = metric(metric);
            if (!curves.isEmpty()) {
                panels.add(new CurvesPanel(metric, time, curves, across, false));
            }
        }
        if (runs.stream().anyMatch(TrainingCurves::changesRate)) {
            panels.add(new CurvesPanel("learning rate", time, each(this::rates), across, false));
        }
        Canvas canvas = new Canvas();
        double width = panels.get(0).width();
        canvas.text("title", MARGIN, MARGIN + 12, "start", title());
        canvas.text("subtitle", MARGIN, MARGIN + 32, "start", explanation());
        double y = legend(canvas, width) + GAP;
        for (CurvesPanel panel : panels) {
            panel.draw(canvas, MARGIN, y);
            y += panel.height() + GAP;
        }
        return canvas.picture(width + 2 * MARGIN, y - GAP + MARGIN);
    }

    private String title() {
        return runs.size() == 1
                ? "Training of " + names.get(0)
                : String.format(Locale.ROOT, "%,d trainings", runs.size());
    }

    private String explanation() {
        long together = (long) Math.ceil(runs.stream()
                        .mapToDouble(run -> binWidth() * (inEpochs ? run.stepsPerEpoch() : 1))
                        .max()
                        .orElse(1)
                - 1e-9);
        String train = together <= 1
                ? "thin: training"
                : String.format(Locale.ROOT, "thin: training, loss over %,d steps at a time", together);
        boolean validated = runs.stream().anyMatch(run -> !run.epochs().isEmpty());
        return train + (validated ? "; bold: validation" : "");
    }

    /** A line of each color with its name, as many beside one another as there is room; says where the last row ends. */
    private double legend(Canvas canvas, double width) {
        double x = MARGIN;
        double y = HEAD + 6;
        for (int i = 0; i < names.size() && names.size() > 1; i++) {
            double room = 34 + Canvas.room(List.of(names.get(i)), 12);
            if (x > MARGIN && x + room > MARGIN + width) {
                x = MARGIN;
                y += ROW;
            }
            canvas.curve(color(i), 2.4, dashes(i), List.of(x, y, x + 20, y));
            canvas.text("", x + 26, y + 4, "start", names.get(i));
            x += room + 14;
        }
        return names.size() > 1 ? y : HEAD - ROW;
    }

    private static String color(int run) {
        return COLORS.get(run % COLORS.size());
    }

    private static String dashes(int run) {
        return DASHES.get(run / COLORS.size() % DASHES.size());
    }

    private double time(LoggedRun run, long step) {
        return inEpochs ? (double) step / run.stepsPerEpoch() : (double) step;
    }

    private double binWidth() {
        return end / POINTS;
    }

    /** What is drawn of each run, in its color; nothing where there is no point. */
    private List<Curve> each(Drawing drawing) {
        List<Curve> curves = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            int run = i;
            drawing.draw(runs.get(i), bold -> {
                Curve curve = new Curve(color(run), dashes(run), bold);
                curves.add(curve);
                return curve;
            });
        }
        return curves.stream().filter(curve -> !curve.up().isEmpty()).toList();
    }

    /** Adds curves of a run. */
    private interface Drawing {
        /** @param curves makes one, bold or thin */
        void draw(LoggedRun run, Function<Boolean, Curve> curves);
    }

    private List<Curve> losses() {
        List<Curve> curves = each((run, make) -> {
            smooth(run, make.apply(false));
            Curve validation = make.apply(true);
            run.epochs().forEach(epoch -> validation.add(time(run, epoch.step()), figure(epoch.validation(), "loss")));
        });
        List<Curve> shown = logarithmic
                ? curves.stream()
                        .map(Curve::positive)
                        .filter(curve -> !curve.up().isEmpty())
                        .toList()
                : curves;
        if (shown.isEmpty()) {
            throw new NetworkException(
                    logarithmic && !curves.isEmpty()
                            ? "no loss is above 0, as a logarithmic scale needs it; without --log-scale there is a picture"
                            : "the logs have no loss to draw");
        }
        return shown;
    }

    /** Means of the losses over as many steps as make one point of the picture. */
    private void smooth(LoggedRun run, Curve curve) {
        Range.Sum losses = new Range.Sum();
        Range.Sum times = new Range.Sum();
        long bin = 0;
        for (LoggedRun.Step step : run.steps()) {
            double time = time(run, step.step());
            long next = (long) Math.ceil(time / binWidth());
            if (next != bin) {
                curve.add(times.range().mean(), losses.range().mean());
                losses = new Range.Sum();
                times = new Range.Sum();
                bin = next;
            }
            losses.add(step.loss());
            times.add(time);
        }
        curve.add(times.range().mean(), losses.range().mean());
    }

    private List<Curve> metric(String name) {
        return each((run, make) -> {
            Curve train = make.apply(false);
            Curve validation = make.apply(true);
            for (LoggedRun.Epoch epoch : run.epochs()) {
                train.add(time(run, epoch.step()), figure(epoch.train(), name));
                validation.add(time(run, epoch.step()), figure(epoch.validation(), name));
            }
        });
    }

    private static double figure(Map<String, Double> figures, String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    /** That of each training, which may be of different kinds. */
    private Set<String> metrics() {
        Set<String> metrics = new LinkedHashSet<>();
        for (LoggedRun run : runs) {
            if (!run.epochs().isEmpty()) {
                String metric = main(run.epochs().get(0).validation());
                if (metric != null) {
                    metrics.add(metric);
                }
            }
        }
        return metrics;
    }

    private static @Nullable String main(Map<String, Double> figures) {
        return figures.keySet().stream()
                .filter(name -> !name.equals("loss"))
                .findFirst()
                .orElse(null);
    }

    private static boolean changesRate(LoggedRun run) {
        double first = run.steps().get(0).learningRate();
        return run.steps().stream()
                .anyMatch(step -> Double.isFinite(step.learningRate()) && step.learningRate() != first);
    }

    private void rates(LoggedRun run, Function<Boolean, Curve> make) {
        Curve curve = make.apply(false);
        long bin = -1;
        for (LoggedRun.Step step : run.steps()) {
            double time = time(run, step.step());
            long next = (long) (time / binWidth());
            if (next != bin) {
                curve.add(time, step.learningRate());
                bin = next;
            }
        }
    }
}
