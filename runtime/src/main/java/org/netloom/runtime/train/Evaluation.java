package org.netloom.runtime.train;

import java.util.List;
import java.util.Optional;
import org.netloom.runtime.data.Batches.Batch;
import org.netloom.runtime.data.Dataset;
import org.netloom.runtime.loss.Loss;
import org.netloom.runtime.loss.Loss.Says;
import org.netloom.runtime.loss.Loss.Target;
import org.netloom.runtime.metric.Metric;
import org.netloom.runtime.metric.MetricChoice;
import org.netloom.runtime.metric.Metrics;
import org.netloom.runtime.metric.Score;

/**
 * How well a network does on some examples.
 *
 * @param loss the mean over the examples, of sequences over all positions; by weights where the loss has some
 * @param examples how many
 * @param scores what metrics say that suit the loss and the targets; the first one says most: the accuracy, or of numbers
 *     the root mean squared error. Positions that the loss ignores are in none
 */
public record Evaluation(double loss, long examples, List<Score> scores) {
    public Evaluation {
        scores = List.copyOf(scores);
    }

    /** What a metric says. */
    public Optional<Score> score(String metric) {
        return scores.stream().filter(score -> score.name().equals(metric)).findFirst();
    }

    /** The score that says most. */
    public Score main() {
        return scores.get(0);
    }

    /**
     * The share of what is right, 0 to 1: of the examples, of sequences of the positions, whose class has the largest output,
     * the first one where several have; of several labels at once, of all labels. NaN where targets are numbers.
     */
    public double accuracy() {
        return score("accuracy").map(Score::value).orElse(Double.NaN);
    }

    /** Sums up batch by batch. */
    static final class Sum {
        private final Loss loss;
        private final List<Metric> metrics;
        private final boolean parts;
        private final Dataset data;
        private final Says says;
        private final List<RowListener> listeners;
        private final double[] row;
        private final double[] target;
        /** What metrics see: where outputs say numbers, those, and the target, in the units that the data's source has. */
        private final double[] shownRow;

        private final double[] shownTarget;
        private double sum;
        private double weights;
        private long examples;
        private long rows;

        /**
         * @param metrics the first one says most
         * @param columns of a row
         * @param parts whether scores are of each class or number, too
         */
        private Sum(
                Loss loss,
                Dataset data,
                List<Metric> metrics,
                int columns,
                boolean parts,
                List<RowListener> listeners) {
            this.data = data;
            this.parts = parts;
            this.loss = loss;
            this.says = loss.says(target(data));
            this.listeners = listeners;
            this.metrics = metrics;
            this.row = new double[columns];
            this.target = new double[columns];
            boolean numbers = says == Says.NUMBERS;
            this.shownRow = numbers ? new double[columns] : row;
            this.shownTarget = numbers ? new double[columns] : target;
        }

        /** What suits, and what was chosen beside it, for all of the data. */
        static Sum ofAll(
                Loss loss, Dataset data, Outputs outputs, List<MetricChoice> chosen, List<RowListener> listeners) {
            List<Metric> metrics = Metrics.of(loss, target(data), outputs.columns(), chosen);
            return new Sum(loss, data, metrics, outputs.columns(), true, listeners);
        }

        /** What says most, at each step. */
        static Sum ofSteps(Loss loss, Dataset data, Outputs outputs) {
            Metric main = Metrics.main(loss, target(data), outputs.columns());
            return new Sum(loss, data, List.of(main), outputs.columns(), false, List.of());
        }

        private static Target target(Dataset data) {
            return data.targets() == 0 ? Target.CLASSES : Target.NUMBERS;
        }

        /** Takes a batch in whose mean loss is known. */
        void add(double meanLoss, Outputs outputs, Batch batch) {
            double weight = 0;
            for (int i = 0; i < outputs.rows(); i++) {
                outputs.copy(i, row);
                weight += measure(i, batch);
            }
            add(meanLoss, weight, outputs, batch);
        }

        /** Takes a batch in, with its loss in double. */
        void add(Outputs outputs, Batch batch) {
            double weight = 0;
            double batchSum = 0;
            for (int i = 0; i < outputs.rows(); i++) {
                outputs.copy(i, row);
                weight += measure(i, batch);
                double ofRow = batch.hasNumbers()
                        ? loss.ofNumbers(row, target, null)
                        : loss.ofClass(row, batch.labels()[i], null);
                batchSum += ofRow;
                tell(i, ofRow, outputs.positions(), batch);
                rows++;
            }
            add(weight == 0 ? 0 : batchSum / weight, weight, outputs, batch);
        }

        /** A batch counts as its examples do: as many, where all rows have a weight of 1. */
        private void add(double meanLoss, double weight, Outputs outputs, Batch batch) {
            double counts = weight / outputs.positions();
            sum += meanLoss * counts;
            weights += counts;
            examples += batch.size();
        }

        /** Shows the row at hand to the metrics, and says its weight. */
        private double measure(int i, Batch batch) {
            if (batch.hasNumbers()) {
                batch.copyTargets(i, target);
                for (int k = 0; says == Says.NUMBERS && k < row.length; k++) {
                    shownRow[k] = data.unscaled(k, loss.number(row[k]));
                    shownTarget[k] = data.unscaled(k, target[k]);
                }
                for (int m = 0; m < metrics.size(); m++) {
                    metrics.get(m).ofNumbers(shownRow, shownTarget);
                }
                return 1;
            }
            int label = batch.largerLabel(i);
            if (loss.ignores(label)) {
                return 0;
            }
            for (int k = 0; says == Says.NUMBERS && k < row.length; k++) {
                shownRow[k] = loss.number(row[k]);
            }
            for (int m = 0; m < metrics.size(); m++) {
                metrics.get(m).ofClass(shownRow, label);
            }
            return loss.weight(label);
        }

        /** Shows the row at hand, which was measured before. */
        private void tell(int i, double ofRow, int positions, Batch batch) {
            int example = (int) (rows / positions);
            int step = (int) (rows % positions);
            for (RowListener listener : listeners) {
                if (batch.hasNumbers()) {
                    listener.ofNumbers(example, step, shownRow, shownTarget, ofRow);
                } else if (!loss.ignores(batch.labels()[i])) {
                    listener.ofClass(example, step, shownRow, batch.labels()[i], ofRow);
                }
            }
        }

        /** Goes on with the loss of other batches; the metrics are of those that come. */
        void resume(double lossSum, double ofWeights, long ofExamples) {
            sum = lossSum;
            weights = ofWeights;
            examples = ofExamples;
        }

        /** Of all batches, by the weights. */
        double lossSum() {
            return sum;
        }

        double weights() {
            return weights;
        }

        long examples() {
            return examples;
        }

        private Score score(Metric metric) {
            return parts ? metric.score() : Score.of(metric.name(), metric.value());
        }

        Evaluation mean() {
            return new Evaluation(
                    weights == 0 ? 0 : sum / weights,
                    examples,
                    metrics.stream().map(this::score).toList());
        }
    }
}
