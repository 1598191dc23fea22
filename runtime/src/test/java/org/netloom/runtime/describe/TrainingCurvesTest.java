package org.netloom.runtime.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.exception.NetworkException;
import org.netloom.runtime.train.LoggedRun;
import org.xml.sax.InputSource;

/** Pictures of trainings that a test makes up. */
class TrainingCurvesTest {
    /** Where the panels lie across: from the first to the last time. */
    private static final double LEFT = 28 + 64;

    private static final double WIDTH = 640;

    private static LoggedRun run(
            String file, int epochs, int perEpoch, DoubleUnaryOperator loss, DoubleUnaryOperator rate) {
        List<LoggedRun.Step> steps = new ArrayList<>();
        List<LoggedRun.Epoch> over = new ArrayList<>();
        for (int step = 1; step <= epochs * perEpoch; step++) {
            int epoch = (step - 1) / perEpoch + 1;
            steps.add(new LoggedRun.Step(step, epoch, loss.applyAsDouble(step), rate.applyAsDouble(step)));
            if (step % perEpoch == 0) {
                over.add(new LoggedRun.Epoch(epoch, step, figures(2.0 / epoch, 0.5), figures(3.0 / epoch, 0.25)));
            }
        }
        return new LoggedRun(Path.of(file), steps, over, 0);
    }

    private static Map<String, Double> figures(double loss, double accuracy) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("loss", loss);
        figures.put("accuracy", accuracy);
        return figures;
    }

    private static LoggedRun run(String file) {
        return run(file, 4, 10, step -> 40.0 / step, step -> 0.1);
    }

    /** Places of the curves of this width, in the order of the picture. */
    private static List<List<double[]>> curves(String svg, String strokeWidth) {
        return Pattern.compile(
                        "<path d=\"([^\"]*)\" fill=\"none\" stroke=\"[^\"]*\" stroke-width=\"" + strokeWidth + "\"")
                .matcher(svg)
                .results()
                .map((MatchResult curve) -> Stream.of(curve.group(1).split(" "))
                        .map(place -> Stream.of(place.substring(1).split(","))
                                .mapToDouble(Double::parseDouble)
                                .toArray())
                        .toList())
                .toList();
    }

    private static String svg(TrainingCurves curves) throws Exception {
        String svg = curves.svg();
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        return svg;
    }

    @Test
    void drawsTheLossAndTheMetricOfOne() throws Exception {
        String svg = svg(TrainingCurves.of(List.of(run("runs/sgd.jsonl"))));
        assertThat(svg)
                .contains(">Training of sgd<", ">loss<", ">accuracy<", ">epoch<", "thin: training; bold: validation")
                .doesNotContain("learning rate");
        List<List<double[]>> thin = curves(svg, "1.1");
        List<List<double[]>> bold = curves(svg, "2.4");
        assertThat(thin).hasSize(2);
        assertThat(bold).hasSize(2);
        // 40 steps of 4 epochs; the last one at the right edge.
        assertThat(thin.get(0)).hasSize(40);
        assertThat(thin.get(0).get(39)[0]).isCloseTo(LEFT + WIDTH, within(0.06));
        assertThat(thin.get(0).get(9)[0]).isCloseTo(LEFT + WIDTH / 4, within(0.06));
        // Validation stands where epochs end, and falls as 3, 1.5, 1, 0.75: places go down by as much.
        assertThat(bold.get(0)).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(bold.get(0).get(i)[0]).isCloseTo(LEFT + WIDTH * (i + 1) / 4, within(0.06));
        }
        double first = bold.get(0).get(1)[1] - bold.get(0).get(0)[1];
        double second = bold.get(0).get(2)[1] - bold.get(0).get(1)[1];
        // Places are rounded to 0.1.
        assertThat(first / second).isCloseTo(3, within(0.1));
    }

    @Test
    void namesSeveralWithoutWhatTheyHaveInCommon() throws Exception {
        String svg = svg(TrainingCurves.of(List.of(run("runs/a<b/log.jsonl"), run("runs/adam/log.jsonl"))));
        assertThat(svg).contains(">2 trainings<", ">a&lt;b<", ">adam<").doesNotContain("runs", "log");
        assertThat(RunNames.of(paths("x/seed-7.jsonl", "x/seed-8.jsonl"))).containsExactly("seed-7", "seed-8");
        assertThat(RunNames.of(paths("a/1/log.jsonl", "b/1/log.jsonl"))).containsExactly("a", "b");
        assertThat(RunNames.of(paths("log.jsonl", "b/log.jsonl"))).containsExactly("log", "b/log");
        assertThat(RunNames.of(paths("log.jsonl"))).containsExactly("log");
        assertThat(RunNames.of(paths("log.a", "log.b"))).containsExactly("log.a", "log.b");
    }

    private static List<Path> paths(String... names) {
        return Stream.of(names).map(Path::of).toList();
    }

    @Test
    void theLossOfManyStepsIsOfMeans() throws Exception {
        LoggedRun noisy = run("a.jsonl", 10, 200, step -> step % 2 == 0 ? 1.5 : 0.5, step -> 0.1);
        String svg = svg(TrainingCurves.of(List.of(noisy)));
        assertThat(svg).contains("loss over 10 steps at a time");
        List<double[]> train = curves(svg, "1.1").get(0);
        assertThat(train).hasSize(200);
        // Five of 0.5 and five of 1.5.
        assertThat(train).allMatch(place -> place[1] == train.get(0)[1]);
    }

    @Test
    void drawsTheRateWhereItChanges() throws Exception {
        LoggedRun falling = run("b.jsonl", 4, 10, step -> 1, step -> 0.1 / step);
        String svg = svg(TrainingCurves.of(List.of(run("a.jsonl"), falling)));
        assertThat(svg).contains(">learning rate<");
        // Loss and metric of both, and both rates.
        assertThat(curves(svg, "1.1")).hasSize(6);
    }

    @Test
    void withoutAnEpochTimeIsInSteps() throws Exception {
        LoggedRun begun = new LoggedRun(
                Path.of("a.jsonl"),
                List.of(new LoggedRun.Step(1, 1, 2.5, Double.NaN), new LoggedRun.Step(2, 1, 2.25, Double.NaN)),
                List.of(),
                0);
        assertThat(svg(TrainingCurves.of(List.of(begun, run("b.jsonl")))))
                .contains(">step<", ">accuracy<", "bold: validation")
                .doesNotContain(">epoch<");
        LoggedRun one = new LoggedRun(Path.of("a.jsonl"), begun.steps().subList(0, 1), List.of(), 0);
        assertThat(svg(TrainingCurves.of(List.of(one)))).contains("<circle").doesNotContain("NaN", "bold:");
    }

    @Test
    void aLogarithmicScaleLeavesOutWhatHasNoLogarithm() throws Exception {
        LoggedRun run = run("a.jsonl", 4, 10, step -> step == 40 ? 0 : Math.pow(10, -step / 10.0), step -> 0.1);
        String svg = svg(TrainingCurves.of(List.of(run)).withLogScale());
        List<double[]> train = curves(svg, "1.1").get(0);
        assertThat(train).hasSize(39);
        // A straight line, as exponential decay is.
        double slope = (train.get(38)[1] - train.get(0)[1]) / 38;
        for (int i = 1; i < 39; i++) {
            assertThat(train.get(i)[1]).isCloseTo(train.get(0)[1] + slope * i, within(0.11));
        }
        LoggedRun zero = new LoggedRun(Path.of("b.jsonl"), List.of(new LoggedRun.Step(1, 1, 0, 0.1)), List.of(), 0);
        assertThatThrownBy(() -> TrainingCurves.of(List.of(zero)).withLogScale().svg())
                .isInstanceOf(NetworkException.class)
                .hasMessageStartingWith("no loss is above 0");
        assertThatThrownBy(() -> TrainingCurves.of(List.of())).hasMessage("there is no training to draw");
    }

    @Test
    void axesHaveRoundNumbers() {
        assertThat(LogAxis.of(0.03, 2.6).ticks()).containsExactly(0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0);
        assertThat(texts(LogAxis.of(1e-3, 100))).containsExactly("0.001", "0.01", "0.1", "1", "10", "100");
        assertThat(texts(LogAxis.of(1e-9, 1))).containsExactly("1e-08", "1e-06", "0.0001", "0.01", "1");
        assertThat(LogAxis.of(1, 1).share(1)).isEqualTo(0.5);
        assertThat(texts(LinearAxis.ofCounts(300))).containsExactly("0", "50", "100", "150", "200", "250", "300");
        assertThat(texts(LinearAxis.ofCounts(3))).containsExactly("0", "1", "2", "3");
        assertThat(texts(LinearAxis.ofCounts(2.4))).containsExactly("0", "1", "2");
        assertThat(texts(LinearAxis.of(0.02, 2.5))).containsExactly("0.0", "0.5", "1.0", "1.5", "2.0", "2.5");
    }

    private static List<String> texts(Axis axis) {
        return axis.ticks().stream().map(axis::text).toList();
    }
}
