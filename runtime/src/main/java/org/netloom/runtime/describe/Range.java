package org.netloom.runtime.describe;

/**
 * Where numbers lie.
 *
 * @param deviation the standard deviation, over n
 */
public record Range(double least, double mean, double deviation, double greatest) {

    /** Takes numbers in one by one. Sums are of differences from the first one, so that a large mean costs no digits. */
    static final class Sum {
        private long count;
        private double first;
        private double sum;
        private double squares;
        private double least = Double.POSITIVE_INFINITY;
        private double greatest = Double.NEGATIVE_INFINITY;

        void add(double value) {
            if (count == 0) {
                first = value;
            }
            count++;
            double difference = value - first;
            sum += difference;
            squares += difference * difference;
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }

        /** NaN throughout where there was no number. */
        Range range() {
            if (count == 0) {
                return new Range(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
            }
            double mean = sum / count;
            return new Range(least, first + mean, Math.sqrt(Math.max(0, squares / count - mean * mean)), greatest);
        }
    }
}
