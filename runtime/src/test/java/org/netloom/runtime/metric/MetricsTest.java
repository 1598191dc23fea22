package org.netloom.runtime.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.netloom.runtime.loss.BinaryCrossEntropy;
import org.netloom.runtime.loss.CrossEntropy;
import org.netloom.runtime.loss.Hinge;
import org.netloom.runtime.loss.KlDivergence;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.loss.MeanSquaredError;
import org.netloom.runtime.loss.Poisson;

/** Each metric against its definition, counted by brute force over pairs and classes. */
class MetricsTest {
    private static final int ROWS = 300;
    private static final int K = 4;
    private static final double EXACT = 1e-12;

    private final SplittableRandom random = new SplittableRandom(11);
    /** Of few values, so that many are equal. */
    private final List<double[]> outputs = new ArrayList<>();

    private final List<Integer> labels = new ArrayList<>();

    MetricsTest() {
        for (int i = 0; i < ROWS; i++) {
            double[] y = random.ints(K, -3, 4).mapToDouble(value -> value / 2.0).toArray();
            outputs.add(y);
            // Class 3 does not occur.
            labels.add(random.nextInt(4) == 0 ? argmax(y) % 3 : random.nextInt(3));
        }
    }

    private static int argmax(double[] y) {
        int best = 0;
        for (int k = 1; k < y.length; k++) {
            best = y[k] > y[best] ? k : best;
        }
        return best;
    }

    private <M extends Metric> M ofClasses(M metric) {
        for (int i = 0; i < ROWS; i++) {
            metric.ofClass(outputs.get(i), labels.get(i));
        }
        return metric;
    }

    private static double share(int count, IntPredicate right) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += right.test(i) ? 1 : 0;
        }
        return (double) sum / count;
    }

    private boolean is(int i, int k) {
        return labels.get(i) == k;
    }

    private boolean said(int i, int k) {
        return argmax(outputs.get(i)) == k;
    }

    @Test
    void accuracyAndTopK() {
        assertThat(ofClasses(new Accuracy(Says.CLASS)).value())
                .isEqualTo(share(ROWS, i -> argmax(outputs.get(i)) == labels.get(i)));
        assertThat(ofClasses(new TopK(1)).value())
                .isEqualTo(ofClasses(new Accuracy(Says.CLASS)).value());
        assertThat(ofClasses(new TopK(2)).value()).isEqualTo(share(ROWS, i -> {
            double[] y = outputs.get(i).clone();
            boolean first = argmax(y) == labels.get(i);
            y[argmax(y)] = -99;
            return first || argmax(y) == labels.get(i);
        }));
        assertThat(ofClasses(new TopK(K)).value()).isEqualTo(1);
    }

    @Test
    void precisionRecallAndF1() {
        Precision precision = ofClasses(new Precision(Says.CLASS, K));
        Recall recall = ofClasses(new Recall(Says.CLASS, K));
        F1 f1 = ofClasses(new F1(Says.CLASS, K));
        ConfusionMatrix confusion = ofClasses(new ConfusionMatrix(Says.CLASS, K));
        for (int k = 0; k < K; k++) {
            int c = k;
            double both = share(ROWS, i -> is(i, c) && said(i, c));
            double p = both / share(ROWS, i -> said(i, c));
            double r = share(ROWS, i -> is(i, c)) == 0 ? 0 : both / share(ROWS, i -> is(i, c));
            assertThat(precision.parts().get(k)).isCloseTo(p, within(EXACT));
            assertThat(recall.parts().get(k)).isCloseTo(r, within(EXACT));
            assertThat(f1.parts().get(k)).isCloseTo(p + r == 0 ? 0 : 2 * p * r / (p + r), within(EXACT));
            for (int j = 0; j < K; j++) {
                int taken = j;
                assertThat(confusion.count(k, j) / (double) ROWS)
                        .isCloseTo(share(ROWS, i -> is(i, c) && said(i, taken)), within(EXACT));
            }
        }
        assertThat(precision.value()).isCloseTo(mean(precision.parts()), within(EXACT));
        assertThat(recall.value()).isCloseTo(mean(recall.parts()), within(EXACT));
        assertThat(f1.value()).isCloseTo(mean(f1.parts()), within(EXACT));
        assertThat(confusion.value())
                .isEqualTo(ofClasses(new Accuracy(Says.CLASS)).value());
        assertThat(confusion.parts()).hasSize(K * K);
    }

    private static double mean(List<Double> parts) {
        return parts.stream().mapToDouble(value -> value).average().orElseThrow();
    }

    /** A class that nobody is of and nobody is said to be of takes no part in a mean; one that is never said counts 0. */
    @Test
    void classesWithoutExamplesAreLeftOut() {
        Precision precision = new Precision(Says.CLASS, 3);
        F1 f1 = new F1(Says.CLASS, 3);
        for (Metric metric : List.of(precision, f1)) {
            metric.ofClass(new double[] {1, 0, 0}, 0);
            metric.ofClass(new double[] {1, 0, 0}, 1);
        }
        assertThat(precision.parts()).containsExactly(0.5, 0.0, Double.NaN);
        assertThat(precision.value()).isEqualTo(0.25);
        assertThat(f1.value()).isCloseTo((2 * 0.5 * 1 / 1.5 + 0) / 2, within(EXACT));
        assertThat(new F1(Says.CLASS, 3).value()).isNaN();
    }

    /** How often one that is has a higher score than one that is not; equal ones count half. */
    private static double area(double[] scores, boolean[] is) {
        double won = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (is[i] && !is[j]) {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }
        return won / pairs;
    }

    @Test
    void areaUnderTheCurve() {
        RocAuc raw = ofClasses(new RocAuc(Hinge.of(), Says.CLASS, K));
        for (int k = 0; k < 3; k++) {
            int c = k;
            boolean[] is = new boolean[ROWS];
            double[] scores = new double[ROWS];
            for (int i = 0; i < ROWS; i++) {
                is[i] = is(i, c);
                scores[i] = outputs.get(i)[k];
            }
            assertThat(raw.parts().get(k)).isCloseTo(area(scores, is), within(EXACT));
        }
        assertThat(raw.parts().get(3)).isNaN();
        assertThat(raw.value()).isCloseTo(mean(raw.parts().subList(0, 3)), within(EXACT));
        assertThat(new RocAuc(Hinge.of(), Says.CLASS, 2).value()).isNaN();
    }

    /** By the probabilities of the softmax, which order examples otherwise than one logit does. */
    @Test
    void areaOfLogitsIsThatOfProbabilities() {
        RocAuc auc = new RocAuc(CrossEntropy.of(), Says.CLASS, 3);
        boolean[] is = new boolean[ROWS];
        double[] scores = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            double[] y = random.doubles(3, -4, 4).toArray();
            int label = random.nextInt(3);
            auc.ofClass(y, label);
            is[i] = label == 1;
            scores[i] = Math.exp(y[1]) / (Math.exp(y[0]) + Math.exp(y[1]) + Math.exp(y[2]));
        }
        assertThat(auc.parts().get(1)).isCloseTo(area(scores, is), within(EXACT));
    }

    @Test
    void twoClassesByOneOutput() {
        RocAuc auc = new RocAuc(BinaryCrossEntropy.of(), Says.LABELS, 1);
        Accuracy accuracy = new Accuracy(Says.LABELS);
        ConfusionMatrix confusion = new ConfusionMatrix(Says.LABELS, 2);
        boolean[] is = new boolean[ROWS];
        double[] scores = new double[ROWS];
        for (int i = 0; i < ROWS; i++) {
            int label = random.nextInt(2);
            // -0 and 0 are equal, and no yes.
            double[] y = {random.nextInt(-2, 3) * (random.nextBoolean() ? 1.0 : -1.0)};
            for (Metric metric : List.of(auc, accuracy, confusion)) {
                metric.ofClass(y, label);
            }
            is[i] = label == 1;
            scores[i] = y[0];
        }
        assertThat(auc.value()).isCloseTo(area(scores, is), within(EXACT));
        assertThat(accuracy.value()).isEqualTo(share(ROWS, i -> is[i] == scores[i] > 0));
        assertThat(confusion.count(1, 0)).isEqualTo(Math.round(ROWS * share(ROWS, i -> is[i] && !(scores[i] > 0))));
    }

    @Test
    void severalLabelsAtOnce() {
        Accuracy accuracy = new Accuracy(Says.LABELS);
        F1 f1 = new F1(Says.LABELS, 2);
        RocAuc auc = new RocAuc(BinaryCrossEntropy.of(), Says.LABELS, 2);
        double[][] ys = {{1, -1}, {0.5, 2}, {-1, -2}, {3, 0.1}};
        double[][] targets = {{1, 0}, {0, 1}, {1, 0}, {1, 0}};
        for (int i = 0; i < ys.length; i++) {
            for (Metric metric : List.of(accuracy, f1, auc)) {
                metric.ofNumbers(ys[i], targets[i]);
            }
        }
        assertThat(accuracy.value()).isEqualTo(5.0 / 8);
        assertThat(f1.parts()).containsExactly(4.0 / 6, 2.0 / 3);
        assertThat(auc.parts().get(0)).isCloseTo(2.0 / 3, within(EXACT));
        assertThat(auc.parts().get(1)).isCloseTo(1, within(EXACT));
    }

    @Test
    void figuresOfNumbers() {
        RootMeanSquaredError rmse = new RootMeanSquaredError(2);
        MeanAbsoluteError mae = new MeanAbsoluteError(2);
        RSquared r2 = new RSquared(2);
        double[][] ys = new double[ROWS][];
        double[][] targets = new double[ROWS][];
        for (int i = 0; i < ROWS; i++) {
            // Far from 0, where sums of squares lose their digits.
            targets[i] = new double[] {1e6 + random.nextDouble(), random.nextDouble()};
            ys[i] = new double[] {targets[i][0] + 0.3 * random.nextDouble(), random.nextDouble()};
            for (Metric metric : List.of(rmse, mae, r2)) {
                metric.ofNumbers(ys[i], targets[i]);
            }
        }
        double squares = 0;
        double differences = 0;
        for (int k = 0; k < 2; k++) {
            double mean = 0;
            double residual = 0;
            double absolute = 0;
            for (int i = 0; i < ROWS; i++) {
                mean += targets[i][k] / ROWS;
                residual += Math.pow(ys[i][k] - targets[i][k], 2);
                absolute += Math.abs(ys[i][k] - targets[i][k]);
            }
            double total = 0;
            for (int i = 0; i < ROWS; i++) {
                total += Math.pow(targets[i][k] - mean, 2);
            }
            assertThat(rmse.parts().get(k)).isCloseTo(Math.sqrt(residual / ROWS), within(EXACT));
            assertThat(mae.parts().get(k)).isCloseTo(absolute / ROWS, within(EXACT));
            // The targets themselves have 10 digits behind the point.
            assertThat(r2.parts().get(k)).isCloseTo(1 - residual / total, within(1e-8));
            squares += residual;
            differences += absolute;
        }
        assertThat(rmse.value()).isCloseTo(Math.sqrt(squares / (2 * ROWS)), within(EXACT));
        assertThat(mae.value()).isCloseTo(differences / (2 * ROWS), within(EXACT));
        assertThat(r2.value()).isCloseTo(mean(r2.parts()), within(EXACT));
    }

    @Test
    void numbersThatNeverChangeHaveNoVarianceToExplain() {
        RSquared r2 = new RSquared(1);
        r2.ofNumbers(new double[] {1}, new double[] {5});
        r2.ofNumbers(new double[] {2}, new double[] {5});
        assertThat(r2.value()).isNaN();
    }

    /** Outputs of poisson are logarithms, as a network puts them out; an evaluation shows the counts. */
    @Test
    void countsAreComparedAsCounts() {
        for (Metric metric :
                List.of(new MeanAbsoluteError(Poisson.of(), 1), new RootMeanSquaredError(Poisson.of(), 1))) {
            metric.ofNumbers(new double[] {Math.log(3)}, new double[] {5});
            assertThat(metric.value()).isCloseTo(2, within(EXACT));
        }
        RSquared ofLogarithms = new RSquared(Poisson.of(), 1);
        RSquared ofCounts = new RSquared(1);
        for (double count : new double[] {1, 4, 2}) {
            ofLogarithms.ofNumbers(new double[] {Math.log(count + 1)}, new double[] {count});
            ofCounts.ofNumbers(new double[] {count + 1}, new double[] {count});
        }
        assertThat(ofLogarithms.value()).isCloseTo(ofCounts.value(), within(EXACT));
    }

    @Test
    void perplexityIsThatOfTheProbabilities() {
        double product = 1;
        Perplexity perplexity = new Perplexity();
        for (int i = 0; i < 20; i++) {
            double sum = 0;
            for (double value : outputs.get(i)) {
                sum += Math.exp(value);
            }
            product *= Math.exp(outputs.get(i)[labels.get(i)]) / sum;
            perplexity.ofClass(outputs.get(i), labels.get(i));
        }
        assertThat(perplexity.value()).isCloseTo(Math.pow(product, -1.0 / 20), within(1e-10));
        Perplexity even = new Perplexity();
        even.ofClass(new double[] {2, 2, 2}, 1);
        assertThat(even.value()).isCloseTo(3, within(EXACT));
    }

    @Test
    void whatSuits() {
        assertThat(names(Metrics.of(CrossEntropy.of(), Target.CLASSES, 10)))
                .containsExactly("accuracy", "top5", "precision", "recall", "f1", "roc_auc", "perplexity", "confusion");
        assertThat(names(Metrics.of(CrossEntropy.of(), Target.CLASSES, 256))).doesNotContain("roc_auc");
        assertThat(names(Metrics.of(Hinge.of(), Target.CLASSES, 3)))
                .containsExactly("accuracy", "precision", "recall", "f1", "roc_auc", "confusion");
        assertThat(names(Metrics.of(BinaryCrossEntropy.of(), Target.NUMBERS, 3)))
                .containsExactly("accuracy", "precision", "recall", "f1", "roc_auc");
        assertThat(names(Metrics.of(MeanSquaredError.of(), Target.NUMBERS, 1))).containsExactly("rmse", "mae", "r2");
        assertThat(names(Metrics.of(MeanSquaredError.of(), Target.CLASSES, 3))).startsWith("accuracy");
        assertThat(names(Metrics.of(KlDivergence.of(), Target.NUMBERS, 3))).startsWith("accuracy");
        assertThat(Metrics.main(Poisson.of(), Target.NUMBERS, 1).name()).isEqualTo("rmse");
    }

    private static List<String> names(List<Metric> metrics) {
        return metrics.stream().map(Metric::name).toList();
    }
}
