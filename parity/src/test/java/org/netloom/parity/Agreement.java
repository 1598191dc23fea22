package org.netloom.parity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How far two computations lie apart.
 *
 * <p>The error of an array is {@code max|a - b| / max|b|}, the largest difference over the largest value. Elementwise
 * relative errors would say nothing: a sum that cancels to almost nothing has the rounding of its terms.
 *
 * <p>The same holds for whole arrays of gradients that are zero but for rounding, as that of a bias before a batch
 * normalisation: there the largest value counts as at least {@code floor} times the largest gradient of the network.
 */
final class Agreement {

    /** What is compared. */
    enum What {
        /** Of each layer in training, the network's own last. */
        OUTPUTS("outputs"),
        LOSS("loss"),
        GRADIENTS("gradients"),
        /** Of each layer in inference. */
        INFERENCE("inference"),
        /** Parameters and moving statistics after the steps. */
        PARAMETERS("after five steps");

        private final String label;

        What(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** The error of one array. */
    record Difference(What what, String name, double value) {
        @Override
        public String toString() {
            return "%s of %s %.1e".formatted(what, name, value);
        }
    }

    private final double floor;
    private final List<Difference> errors = new ArrayList<>();

    /** @param floor see above */
    Agreement(double floor) {
        this.floor = floor;
    }

    /** Arrays by name; every one of ours must have a counterpart. */
    void add(What what, Map<String, double[]> ours, Map<String, double[]> reference) {
        double largest = reference.values().stream()
                .mapToDouble(Agreement::largest)
                .max()
                .orElse(0);
        ours.forEach((name, array) -> {
            double[] other = reference.get(name);
            if (other == null || other.length != array.length) {
                throw new AssertionError("%s of %s: %d numbers, and in PyTorch %s"
                        .formatted(what, name, array.length, other == null ? "nothing" : other.length));
            }
            double least = what == What.GRADIENTS ? floor * largest : 0;
            errors.add(new Difference(what, name, error(array, other, least)));
        });
    }

    void add(What what, String name, double ours, double reference) {
        errors.add(new Difference(what, name, error(new double[] {ours}, new double[] {reference}, 0)));
    }

    /** The largest error of each kind. */
    Map<What, Double> largest() {
        Map<What, Double> largest = new EnumMap<>(What.class);
        errors.forEach(error -> largest.merge(error.what(), error.value(), Math::max));
        return largest;
    }

    /** The largest of all. */
    Difference worst() {
        return errors.stream()
                .max(Comparator.comparingDouble(Difference::value))
                .orElseThrow();
    }

    /** Those above the tolerance, in the order of computation: the first is where to look. */
    List<Difference> above(double tolerance) {
        return errors.stream().filter(error -> !(error.value() <= tolerance)).toList();
    }

    /** Infinite where a number is not finite; 0 where both arrays are zero. */
    private static double error(double[] ours, double[] reference, double least) {
        double difference = 0;
        for (int i = 0; i < ours.length; i++) {
            if (!Double.isFinite(ours[i]) || !Double.isFinite(reference[i])) {
                return Double.POSITIVE_INFINITY;
            }
            difference = Math.max(difference, Math.abs(ours[i] - reference[i]));
        }
        return difference == 0 ? 0 : difference / Math.max(least, largest(reference));
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
