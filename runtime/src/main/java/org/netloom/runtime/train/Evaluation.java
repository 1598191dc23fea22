package org.netloom.runtime.train;

/**
 * How well a network does on some examples.
 *
 * @param loss the mean over the examples, of sequences over all positions
 * @param accuracy the share of the examples, of sequences of the positions, whose class has the largest output, 0 to 1;
 *     the first one wins a tie
 */
public record Evaluation(double loss, double accuracy, long examples) {

    /** Sums up batch by batch. */
    static final class Sum {
        private final int positions;
        private double loss;
        private long correct;
        private long examples;

        /** @param positions of an example, each with a label */
        Sum(int positions) {
            this.positions = positions;
        }

        /** @param meanLoss over these examples */
        void add(double meanLoss, int correctOnes, int examplesMore) {
            loss += meanLoss * examplesMore;
            correct += correctOnes;
            examples += examplesMore;
        }

        long examples() {
            return examples;
        }

        Evaluation mean() {
            return new Evaluation(loss / examples, (double) correct / (examples * positions), examples);
        }
    }
}
