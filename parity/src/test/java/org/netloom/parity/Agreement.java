package org.netloom.parity;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How far a computation lies from an exact one.
 *
 * <p>The error of an array is {@code max|a - b| / max|b|}, the largest difference over the largest value. Elementwise
 * relative errors would say nothing: a sum that cancels to almost nothing has the rounding of its terms.
 *
 * <p>The same holds for whole arrays: the gradient of a bias is the sum of the output's gradients, and before a batch
 * normalization it cancels to zero but for rounding. No summation is more exact than a few units of rounding times the
 * sum of the terms' absolute values (Higham, 2002, Accuracy and Stability of Numerical Algorithms, section 4.2). So a
 * difference of {@code rounding} times that sum, where it is known, counts as the tolerance at most.
 */
final class Agreement {

    /** What is compared. */
    enum What {
        /** Of each layer in training, the network's own last. */
        OUTPUTS("outputs"),
        LOSS("loss"),
        GRADIENTS("gradients"),
        /** Of the network in inference. */
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
            return String.format(Locale.ROOT, "%s of %s %.1e", what, name, value);
        }
    }

    /** 2⁻²⁴ over 2⁻⁵³. */
    private static final double DOUBLES_IN_A_FLOAT = 0x1p29;

    private final Precision precision;
    private final List<Difference> errors = new ArrayList<>();

    Agreement(Precision precision) {
        this.precision = precision;
    }

    /** Every array of ours must have a counterpart. */
    void add(What what, Map<String, double[]> ours, Map<String, double[]> exact) {
        add(what, ours, exact, Map.of());
    }

    void add(What what, String name, double ours, double exact) {
        add(what, Map.of(name, new double[] {ours}), Map.of(name, new double[] {exact}));
    }

    /**
     * The same of sums.
     *
     * @param terms the largest sum of absolute values of the terms that an array's element is the sum of
     */
    void add(What what, Map<String, double[]> ours, Map<String, double[]> exact, Map<String, Double> terms) {
        ours.forEach((name, array) -> {
            double[] other = exact.get(name);
            if (other == null || other.length != array.length) {
                throw new AssertionError(String.format(
                        Locale.ROOT,
                        "%s of %s: %d numbers, and in PyTorch %s",
                        what,
                        name,
                        array.length,
                        other == null ? "nothing" : other.length));
            }
            double least = terms.getOrDefault(name, 0.0) * precision.rounding() / precision.tolerance();
            double scale = Math.max(least, largest(other));
            errors.add(new Difference(what, name, error(array, other, scale)));
        });
    }

    /** The largest error of each kind. */
    Map<What, Double> largest() {
        Map<What, Double> largest = new EnumMap<>(What.class);
        errors.forEach(error -> largest.merge(error.what(), error.value(), Math::max));
        return largest;
    }

    /** Those above the tolerance, in the order of computation: the first is where to look. */
    List<Difference> failures() {
        return errors.stream()
                .filter(error -> !(error.value() <= precision.tolerance()))
                .toList();
    }

    /**
     * Those of {@link #failures} that rounding does not explain: a float has 2²⁹ times the rounding of a double, so that
     * what magnifies it puts the same computation in float as many times further off. Where a double's error times 2²⁹ is
     * above the tolerance, nobody's float can be held to it.
     *
     * @param inDouble the same comparison in double, which is held to its own tolerance
     */
    List<Difference> failuresBeyond(Agreement inDouble) {
        Map<What, Double> magnified = inDouble.largest();
        return failures().stream()
                .filter(error -> !(error.value() <= DOUBLES_IN_A_FLOAT * magnified.getOrDefault(error.what(), 0.0)))
                .toList();
    }

    /** Infinite where a number is not finite; 0 where both arrays are zero. */
    private static double error(double[] ours, double[] exact, double scale) {
        double difference = 0;
        for (int i = 0; i < ours.length; i++) {
            if (!Double.isFinite(ours[i]) || !Double.isFinite(exact[i])) {
                return Double.POSITIVE_INFINITY;
            }
            difference = Math.max(difference, Math.abs(ours[i] - exact[i]));
        }
        return difference == 0 ? 0 : difference / scale;
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
