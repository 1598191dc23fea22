package org.netloom.runtime.describe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.loss.BinaryCrossEntropy;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.metric.Metric;
import org.netloom.runtime.metric.Metrics;
import org.netloom.runtime.train.Evaluation;
import org.xml.sax.InputSource;

/** Pictures of evaluations, from rows that a test makes up. */
class EvaluationPictureTest {
    private static final int ROWS = 4000;

    private final SplittableRandom random = new SplittableRandom(12);

    /** Names alone: nothing is read of it. */
    private record Named(int classes, List<String> classNames, int targets, List<String> targetNames)
            implements Dataset {
        @Override
        public String name() {
            return "tables & <more>";
        }

        @Override
        public int size() {
            return ROWS;
        }

        @Override
        public List<Integer> shape() {
            return List.of(4);
        }

        @Override
        public void copy(int index, float[] into, int offset) {
            throw new AssertionError("nothing is read");
        }

        @Override
        public int label(int index) {
            throw new AssertionError("nothing is read");
        }
    }

    private String ofClasses(Loss loss, int classes, int outputs) {
        Dataset data = new Named(
                classes,
                IntStream.range(0, classes).mapToObj(k -> "kind <" + k + ">").toList(),
                0,
                List.of());
        EvaluationPicture picture = new EvaluationPicture(data, loss, outputs);
        List<Metric> metrics = Metrics.of(loss, Target.CLASSES, outputs);
        for (int i = 0; i < ROWS; i++) {
            int label = i % classes;
            double[] y = random.doubles(outputs, -1, 1).toArray();
            y[outputs == 1 ? 0 : label] += outputs == 1 && label == 0 ? -0.5 : 0.5;
            metrics.forEach(metric -> metric.ofClass(y, label));
            picture.ofClass(i, 0, y, label, 1);
        }
        return picture.svg("Kinds", evaluation(metrics));
    }

    private static Evaluation evaluation(List<Metric> metrics) {
        return new Evaluation(0.5, ROWS, metrics.stream().map(Metric::score).toList());
    }

    /** Well-formed, whatever names hold, and nothing sticks out to the right or below but by the width of a letter. */
    private static void requireReadable(String svg) throws Exception {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        Matcher size = Pattern.compile("width=\"([0-9]+)\" height=\"([0-9]+)\"").matcher(svg);
        assertThat(size.find()).isTrue();
        double width = Double.parseDouble(size.group(1));
        double height = Double.parseDouble(size.group(2));
        Matcher text = Pattern.compile("<text[^>]* x=\"([0-9.]+)\" y=\"([0-9.]+)\"([^>]*)>([^<]*)<")
                .matcher(svg);
        int texts = 0;
        while (text.find()) {
            double x = Double.parseDouble(text.group(1));
            boolean toTheRight = text.group(3).contains("\"start\"");
            assertThat(x + (toTheRight ? 6 * text.group(4).length() : 0))
                    .as(text.group())
                    .isLessThan(width + 12);
            assertThat(Double.parseDouble(text.group(2))).as(text.group()).isLessThan(height);
            texts++;
        }
        assertThat(texts).isGreaterThan(10);
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 100})
    void aMatrixOfClasses(int classes) throws Exception {
        String svg = ofClasses(CrossEntropy.of(), classes, classes);
        requireReadable(svg);
        assertThat(svg)
                .contains("Kinds on tables &amp; &lt;more&gt;")
                .contains(">Confusion of " + classes + " classes<");
        for (int k = 0; k < classes; k++) {
            // At its row and at its column.
            assertThat(svg.split(">kind &lt;" + k + "&gt;<", -1))
                    .as("class %s", k)
                    .hasSize(3);
        }
        if (classes == 100) {
            assertThat(svg).contains(">most often confused<").containsPattern(">[0-9]+ of 40 kind .* taken for kind ");
        } else {
            assertThat(svg).doesNotContain("most often confused");
        }
    }

    @Test
    void ofVeryManyClassesThoseThatAreWorst() throws Exception {
        String svg = ofClasses(CrossEntropy.of(), 140, 140);
        requireReadable(svg);
        assertThat(svg).contains(">Confusion of the 100 classes with the lowest F1, of 140<");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theCurveOfTwoClassesHasTheAreaOfTheMetric(int outputs) throws Exception {
        Loss loss = outputs == 1 ? BinaryCrossEntropy.of() : CrossEntropy.of();
        String svg = ofClasses(loss, 2, outputs);
        requireReadable(svg);
        Matcher metric = Pattern.compile("roc_auc ([0-9.]+)").matcher(svg);
        Matcher area = Pattern.compile(">area ([0-9.]+)<").matcher(svg);
        assertThat(metric.find() && area.find()).isTrue();
        assertThat(area.group(1)).startsWith(metric.group(1)).doesNotStartWith("0.5");
        assertThat(svg).contains(">share of kind &lt;1&gt; that is found<");
    }

    @Test
    void numbersBesideTheirTargets() throws Exception {
        Dataset data = new Named(0, List.of(), 2, List.of("price", "tax"));
        Loss loss = MeanSquaredError.of();
        EvaluationPicture picture = new EvaluationPicture(data, loss, 2);
        List<Metric> metrics = Metrics.of(loss, Target.NUMBERS, 2);
        for (int i = 0; i < ROWS; i++) {
            double[] targets = {random.nextDouble(1e5, 5e5), 7};
            double[] y = {targets[0] + 1000, 7};
            metrics.forEach(metric -> metric.ofNumbers(y, targets));
            picture.ofNumbers(i, 0, y, targets, 1);
        }
        String svg = picture.svg("Houses", evaluation(metrics));
        requireReadable(svg);
        assertThat(svg)
                .contains(">price, 2,000 of 4,000 drawn by lot<")
                .contains(">tax, 2,000 of 4,000 drawn by lot<")
                .contains(">predicted - true<")
                .contains(">500,000<");
        assertThat(svg.split("<circle", -1)).hasSize(1 + 2 * 2 * 2000);
        // Never changes, and is always right: dots in the middle of both.
        Matcher dot = Pattern.compile("cx=\"([0-9.]+)\" cy=\"([0-9.]+)\"").matcher(svg);
        while (dot.find()) {
            assertThat(Double.parseDouble(dot.group(1))).isBetween(28.0, 900.0);
        }
    }

    @Test
    void barsOfSeveralLabels() throws Exception {
        Dataset data = new Named(0, List.of(), 3, List.of("sea", "sky", "tree"));
        Loss loss = BinaryCrossEntropy.of();
        EvaluationPicture picture = new EvaluationPicture(data, loss, 3);
        List<Metric> metrics = Metrics.of(loss, Target.NUMBERS, 3);
        for (int i = 0; i < ROWS; i++) {
            double[] targets = random.ints(3, 0, 2).asDoubleStream().toArray();
            double[] y = random.doubles(3, -1, 1).toArray();
            metrics.forEach(metric -> metric.ofNumbers(y, targets));
            picture.ofNumbers(i, 0, y, targets, 1);
        }
        String svg = picture.svg("Views", evaluation(metrics));
        requireReadable(svg);
        assertThat(svg).contains(">3 labels<", ">sea<", ">sky<", ">tree<", ">precision<", ">roc_auc<");
    }

    @Test
    void aClassAloneHasNoCurve() throws Exception {
        Dataset data = new Named(2, List.of("no", "yes"), 0, List.of());
        EvaluationPicture picture = new EvaluationPicture(data, CrossEntropy.of(), 2);
        List<Metric> metrics = Metrics.of(CrossEntropy.of(), Target.CLASSES, 2);
        double[] y = {0.5, 0.25};
        metrics.forEach(metric -> metric.ofClass(y, 0));
        picture.ofClass(0, 0, y, 0, 1);
        String svg = picture.svg("One", evaluation(metrics));
        assertThat(svg).contains(">one class alone<").contains(String.format(Locale.ROOT, "%,d examples", ROWS));
    }
}
